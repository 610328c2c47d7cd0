#pragma once

#include "base/error.h"

#include <utility>
#include <variant>

namespace safelight {

/// Either a `T` or the Error that kept it from being. Never thrown, never ignored ([[nodiscard]]).
template <class T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}     // NOLINT: implicit on purpose
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {} // NOLINT: implicit on purpose

    bool isOk() const { return m_state.index() == 0; }
    explicit operator bool() const { return isOk(); }

    T& value() & { return std::get<0>(m_state); }
    const T& value() const& { return std::get<0>(m_state); }
    T&& value() && { return std::get<0>(std::move(m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

/// Success without a value, or the Error.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) : m_error(std::make_shared<const Error>(std::move(error))) {} // NOLINT: implicit

    bool isOk() const { return !m_error; }
    explicit operator bool() const { return isOk(); }
    const Error& error() const { return *m_error; }

private:
    std::shared_ptr<const Error> m_error;
};

using Status = Result<void>;

} // namespace safelight

#define SAFELIGHT_CONCAT_(a, b) a##b
#define SAFELIGHT_CONCAT(a, b) SAFELIGHT_CONCAT_(a, b)

/// Runs an expression that gives a Result and returns its error from the enclosing function, if it has one.
#define SAFELIGHT_TRY(expression)                                                                            \
    do {                                                                                                     \
        if (const auto& safelightResult = (expression); !safelightResult)                                    \
            return safelightResult.error();                                                                  \
    } while (false)

/// As SAFELIGHT_TRY, and puts the value into `declaration`: SAFELIGHT_ASSIGN(auto rows,
/// repository.page(cursor));
#define SAFELIGHT_ASSIGN(declaration, expression)                                                            \
    auto SAFELIGHT_CONCAT(safelightResult, __LINE__) = (expression);                                         \
    if (!SAFELIGHT_CONCAT(safelightResult, __LINE__))                                                        \
        return SAFELIGHT_CONCAT(safelightResult, __LINE__).error();                                          \
    /* NOLINTNEXTLINE(bugprone-macro-parentheses): a declaration cannot be put in any */                     \
    declaration = *std::move(SAFELIGHT_CONCAT(safelightResult, __LINE__))
