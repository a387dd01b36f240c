// SPDX-License-Identifier: Apache-2.0
#include "rehearsal/linked_city.h"

#include <algorithm>
#include <memory>
#include <set>
#include <span>
#include <utility>

#include "base/status.h"
#include "query/linkage/linked_plan.h"
#include "sharing/linked/layout.h"

namespace ginnel::rehearsal {
namespace {

using query::LinkedFactor;
using query::LinkedTerm;
using sharing::SlotRange;

struct City {
  std::vector<node::LinkageId> spine;
  sharing::SpineLayout layout;
};

// Which of the people of one general practice count: whoever is not registered there is in no sum.
absl::StatusOr<std::vector<node::LinkageId>> CountedAt(int member, size_t members,
                                                       const query::Plan& plan,
                                                       const query::Dictionary& dictionary,
                                                       node::Engine& engine) {
  const auto& sources = plan.linked->sources;
  const query::LinkedSource& source =
      *std::find_if(sources.begin(), sources.end(), [member](const query::LinkedSource& each) {
        return std::find(each.members.begin(), each.members.end(), member) != each.members.end();
      });
  const std::span<const node::LinkageId> held = engine.ids();
  sharing::SpineLayout alone;
  alone.slots = held.size();
  alone.ranges.resize(members);
  alone.ranges[static_cast<size_t>(member)] = {0, held.size()};
  const sharing::LinkedLayout layout(*plan.linked, std::move(alone));
  ASSIGN_OR_RETURN(const node::RehearsedRows rows,
                   engine.RehearseLinked(plan, dictionary, held, layout, member));
  const std::unique_ptr<sharing::FigureReader> reader = rows.Read();
  std::vector<node::LinkageId> counted;
  for (size_t block = 0; block < layout.blocks(); ++block) {
    const SlotRange slots = layout.Part(source, member, block);
    std::vector<int64_t> values(slots.count * source.columns());
    reader->Read(values);
    for (uint64_t slot = 0; slot < slots.count; ++slot) {
      if (values[slot] == 0) counted.push_back(held[slots.first + slot]);  // not of code 0
    }
  }
  return counted;
}

// Somebody on two lists keeps the first slot. Who is held and does not count has one too, behind:
// they are matched, and in no cell.
absl::StatusOr<City> SpineOf(const query::Plan& plan, const query::Dictionary& dictionary,
                             const std::vector<node::Engine*>& engines) {
  City city;
  city.layout.ranges.resize(engines.size());
  const std::vector<int> practices = plan.linked->practices();
  std::set<node::LinkageId> there;
  std::vector<std::vector<node::LinkageId>> slots(practices.size());
  const auto give = [&there](std::span<const node::LinkageId> people,
                             std::vector<node::LinkageId>& slots_of) {
    for (const node::LinkageId& id : people) {
      if (there.insert(id).second) slots_of.push_back(id);
    }
  };
  for (size_t i = 0; i < practices.size(); ++i) {
    node::Engine& engine = *engines[static_cast<size_t>(practices[i])];
    ASSIGN_OR_RETURN(const std::vector<node::LinkageId> counted,
                     CountedAt(practices[i], engines.size(), plan, dictionary, engine));
    give(counted, slots[i]);
  }
  for (size_t i = 0; i < practices.size(); ++i) {
    give(engines[static_cast<size_t>(practices[i])]->ids(), slots[i]);
    city.layout.ranges[static_cast<size_t>(practices[i])] = {city.spine.size(), slots[i].size()};
    city.spine.insert(city.spine.end(), slots[i].begin(), slots[i].end());
  }
  city.layout.slots = city.spine.size();
  return city;
}

// The rows of one member of a source in one block.
struct Block {
  const query::LinkedSource* source;
  int member;
  SlotRange slots;
  std::vector<int64_t> values;  // column by column

  const int64_t* Column(size_t column, uint64_t from) const {
    return values.data() + column * slots.count + (from - slots.first);
  }
};

class Join {
 public:
  Join(const query::Plan& plan, size_t members)
      : plan_(plan), parts_(members, std::vector<int64_t>(plan.positions())) {}

  void Add(const std::vector<Block>& blocks) {
    for (const Block& owner : blocks) {
      if (!owner.source->has_ranges()) continue;
      for (const LinkedTerm& term : plan_.linked->terms) {
        if (plan_.linked->IsOver(term, *owner.source)) AddTerm(term, blocks, owner);
      }
    }
  }
  void AddSum(int member, uint32_t to, int64_t sum) {
    parts_[static_cast<size_t>(member)][to] += sum;
  }
  std::vector<std::vector<int64_t>> Finish() { return std::move(parts_); }

 private:
  using Columns = std::vector<std::vector<int64_t>>;

  Columns ColumnsOf(const LinkedFactor& factor, const std::vector<Block>& blocks,
                    const Block& owner) const {
    const Block* block = &owner;
    const auto* source = &plan_.linked->sources[static_cast<size_t>(factor.source)];
    if (source != owner.source) {
      block = &*std::find_if(blocks.begin(), blocks.end(),
                             [source](const Block& each) { return each.source == source; });
    }
    Columns columns;
    for (uint32_t column = factor.first; column < factor.first + factor.count; ++column) {
      const int64_t* values = block->Column(column, owner.slots.first);
      columns.emplace_back(values, values + owner.slots.count);
    }
    return columns;
  }

  void AddTerm(const LinkedTerm& term, const std::vector<Block>& blocks, const Block& owner) {
    Columns products = ColumnsOf(term.factors.front(), blocks, owner);
    for (size_t factor = 1; factor < term.factors.size(); ++factor) {
      const Columns more = ColumnsOf(term.factors[factor], blocks, owner);
      Columns multiplied;
      for (const std::vector<int64_t>& x : products) {
        for (const std::vector<int64_t>& y : more) {
          std::vector<int64_t>& product = multiplied.emplace_back(x);
          for (size_t p = 0; p < product.size(); ++p) product[p] *= y[p];
        }
      }
      products = std::move(multiplied);
    }
    std::vector<int64_t>& part = parts_[static_cast<size_t>(owner.member)];
    for (size_t k = 0; k < term.to.size(); ++k) {
      if (term.to[k] == LinkedTerm::kNowhere) continue;
      int64_t sum = 0;
      for (const int64_t value : products[k]) sum += value;
      part[static_cast<size_t>(term.to[k])] += term.coefficient * sum;
    }
  }

  const query::Plan& plan_;
  std::vector<std::vector<int64_t>> parts_;
};

}  // namespace

absl::StatusOr<std::vector<std::vector<int64_t>>> JoinInTheClear(
    const query::Plan& plan, const query::Dictionary& dictionary,
    const std::vector<node::Engine*>& engines) {
  const query::LinkedPlan& linked = *plan.linked;
  ASSIGN_OR_RETURN(const City city, SpineOf(plan, dictionary, engines));
  const sharing::LinkedLayout layout(linked, city.layout);
  std::vector<node::RehearsedRows> rows;
  std::vector<std::unique_ptr<sharing::FigureReader>> readers;
  for (size_t member = 0; member < engines.size(); ++member) {
    ASSIGN_OR_RETURN(node::RehearsedRows of_member,
                     engines[member]->RehearseLinked(plan, dictionary, city.spine, layout,
                                                     static_cast<int>(member)));
    readers.push_back(of_member.Read());
    rows.push_back(std::move(of_member));
  }
  Join join(plan, engines.size());
  for (size_t block = 0; block < layout.blocks(); ++block) {
    std::vector<Block> blocks;
    for (const query::LinkedSource& source : linked.sources) {
      for (const int member : source.members) {
        const SlotRange slots = layout.Part(source, member, block);
        if (slots.count == 0) continue;
        Block read{&source, member, slots, std::vector<int64_t>(slots.count * source.columns())};
        readers[static_cast<size_t>(member)]->Read(read.values);
        blocks.push_back(std::move(read));
      }
    }
    join.Add(blocks);
  }
  for (const query::LinkedSource& source : linked.sources) {
    for (const int member : source.members) {
      std::vector<int64_t> sums(source.sums.size());
      readers[static_cast<size_t>(member)]->Read(sums);
      for (size_t k = 0; k < sums.size(); ++k) join.AddSum(member, source.sums[k].to, sums[k]);
    }
  }
  return join.Finish();
}

}  // namespace ginnel::rehearsal
