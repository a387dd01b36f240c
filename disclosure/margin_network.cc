// SPDX-License-Identifier: Apache-2.0
#include "disclosure/margin_network.h"

#include <algorithm>
#include <deque>
#include <limits>

namespace ginnel::disclosure {
namespace {

constexpr size_t kNone = std::numeric_limits<size_t>::max();

// Maximum flow by shortest augmenting paths (Edmonds and Karp 1972): the networks have tens of
// nodes. Arc 2i + 1 is the way back along arc 2i.
class Flow {
 public:
  explicit Flow(size_t nodes) : arcs_of_(nodes) {}

  size_t Add(size_t from, size_t to, int64_t capacity) {
    arcs_of_[from].push_back(to_.size());
    to_.push_back(to);
    left_.push_back(capacity);
    arcs_of_[to].push_back(to_.size());
    to_.push_back(from);
    left_.push_back(0);
    return to_.size() - 2;
  }

  int64_t Carried(size_t arc) const { return left_[arc + 1]; }

  void Close(size_t arc) { left_[arc] = left_[arc + 1] = 0; }

  // Sends up to `limit` from `from` to `to` and returns how much went.
  int64_t Send(size_t from, size_t to, int64_t limit) {
    int64_t sent = 0;
    while (sent < limit) {
      const std::vector<size_t> path = Path(from, to);
      if (path.empty()) {
        break;
      }
      int64_t amount = limit - sent;
      for (const size_t arc : path) {
        amount = std::min(amount, left_[arc]);
      }
      for (const size_t arc : path) {
        left_[arc] -= amount;
        left_[arc ^ 1] += amount;
      }
      sent += amount;
    }
    return sent;
  }

 private:
  std::vector<size_t> Path(size_t from, size_t to) const {
    std::vector<size_t> by(arcs_of_.size(), kNone);
    std::deque<size_t> queue{from};
    while (!queue.empty() && by[to] == kNone) {
      const size_t node = queue.front();
      queue.pop_front();
      for (const size_t arc : arcs_of_[node]) {
        const size_t next = to_[arc];
        if (left_[arc] > 0 && next != from && by[next] == kNone) {
          by[next] = arc;
          queue.push_back(next);
        }
      }
    }
    std::vector<size_t> path;
    if (by[to] == kNone) {
      return path;
    }
    for (size_t node = to; node != from; node = to_[by[node] ^ 1]) {
      path.push_back(by[node]);
    }
    return path;
  }

  std::vector<std::vector<size_t>> arcs_of_;
  std::vector<size_t> to_;
  std::vector<int64_t> left_;
};

}  // namespace

MarginNetwork::MarginNetwork(size_t rows, size_t columns, const std::vector<CountRange>& cells)
    : rows_(rows), columns_(columns) {
  // Nodes: the source 0, the sink 1, rows, columns.
  std::vector<CountRange> row_sums(rows);
  std::vector<CountRange> column_sums(columns);
  CountRange whole;
  for (size_t cell = 0; cell < cells.size(); ++cell) {
    for (CountRange* sum : {&row_sums[cell / columns], &column_sums[cell % columns], &whole}) {
      sum->low += cells[cell].low;
      sum->high += cells[cell].high;
    }
  }
  edges_.push_back({1, 0, whole.low, whole.high});
  for (size_t row = 0; row < rows; ++row) {
    edges_.push_back({0, 2 + row, row_sums[row].low, row_sums[row].high});
  }
  for (size_t column = 0; column < columns; ++column) {
    edges_.push_back({2 + rows + column, 1, column_sums[column].low, column_sums[column].high});
  }
  for (size_t cell = 0; cell < cells.size(); ++cell) {
    edges_.push_back(
        {2 + cell / columns, 2 + rows + cell % columns, cells[cell].low, cells[cell].high});
  }
}

size_t MarginNetwork::EdgeOf(Margin margin, size_t index) const {
  switch (margin) {
    case Margin::kWhole:
      return 0;
    case Margin::kRow:
      return 1 + index;
    case Margin::kColumn:
      return 1 + rows_ + index;
  }
  return 0;
}

void MarginNetwork::Narrow(Margin margin, size_t index, CountRange range) {
  Edge& edge = edges_[EdgeOf(margin, index)];
  edge.low = std::max(edge.low, range.low);
  edge.high = std::min(edge.high, range.high);
}

std::optional<CountRange> MarginNetwork::SumIf(Margin margin, size_t index, size_t cell,
                                               int64_t count) const {
  const size_t asked = EdgeOf(margin, index);
  const size_t fixed = 1 + rows_ + columns_ + cell;
  const size_t nodes = 2 + rows_ + columns_;
  // Lower bounds are met by a flow from an extra source to an extra sink that must be filled.
  const size_t source = nodes;
  const size_t sink = nodes + 1;
  Flow flow(nodes + 2);
  std::vector<size_t> arcs;
  std::vector<int64_t> surplus(nodes, 0);
  for (size_t i = 0; i < edges_.size(); ++i) {
    const Edge& edge = edges_[i];
    const int64_t low = i == fixed ? count : edge.low;
    const int64_t high = i == fixed ? count : edge.high;
    if (low > high) {
      return std::nullopt;
    }
    arcs.push_back(flow.Add(edge.from, edge.to, high - low));
    surplus[edge.to] += low;
    surplus[edge.from] -= low;
  }
  int64_t due = 0;
  for (size_t node = 0; node < nodes; ++node) {
    if (surplus[node] > 0) {
      flow.Add(source, node, surplus[node]);
      due += surplus[node];
    } else if (surplus[node] < 0) {
      flow.Add(node, sink, -surplus[node]);
    }
  }
  if (flow.Send(source, sink, due) < due) {
    return std::nullopt;
  }
  const Edge& edge = edges_[asked];
  const int64_t sum = edge.low + flow.Carried(arcs[asked]);
  flow.Close(arcs[asked]);
  Flow lower = flow;
  const int64_t more = flow.Send(edge.to, edge.from, edge.high - sum);
  const int64_t less = lower.Send(edge.from, edge.to, sum - edge.low);
  return CountRange{sum - less, sum + more};
}

}  // namespace ginnel::disclosure
