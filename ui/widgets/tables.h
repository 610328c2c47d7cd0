#pragma once

#include <initializer_list>

class QTableView;

namespace safelight {

constexpr int kTextRowHeight = 28;

/// What all tables of the window have in common: whole rows are chosen, no grid, one row height, no file
/// drops of their own.
void prepareTable(QTableView& table, int rowHeight = kTextRowHeight);

/// The widths of the first columns; the last one takes the rest.
void setColumnWidths(QTableView& table, std::initializer_list<int> widths);

} // namespace safelight
