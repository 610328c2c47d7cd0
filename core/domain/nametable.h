#pragma once

#include <QString>

#include <array>
#include <optional>
#include <utility>

namespace safelight {

/// The names of an enumeration's values, as they are stored.
template <class Value, std::size_t Count>
class NameTable
{
public:
    using Row = std::pair<Value, QStringView>;

    constexpr explicit NameTable(std::array<Row, Count> rows) : m_rows(rows) {}

    QString nameOf(Value value) const
    {
        for (const auto& [candidate, name] : m_rows) {
            if (candidate == value)
                return name.toString();
        }
        return {};
    }
    std::optional<Value> valueOf(QStringView wanted) const
    {
        for (const auto& [value, name] : m_rows) {
            if (name == wanted)
                return value;
        }
        return std::nullopt;
    }

private:
    std::array<Row, Count> m_rows;
};

} // namespace safelight
