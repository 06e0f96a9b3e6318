// Puts new containers in the place of old ones, by a plan that is on disk before each step: nothing is removed until
// the new ones have proved themselves, and any failure before that brings the old ones back.
#pragma once

#include <functional>
#include <string>

#include "engine/comparison.h"
#include "engine/container_api.h"
#include "operations/replacement_journal.h"

namespace ullage::operations {

struct FieldDifference {
  std::string container;
  engine::Difference difference;
};

class Replacer {
 public:
  using Tell = std::function<void(const std::string&)>;  // what is being done, for who waits

  Replacer(engine::ContainerApi& api, const Journal& journal, ReplacementPlan& plan, Tell tell)
      : api_(api), journal_(journal), plan_(plan), tell_(std::move(tell)) {}

  // From wherever the plan stands to its end. Errors: rolled_back (the old ones run again, as before), refused (nothing
  // had been stopped yet), failed or unreachable (neither went: the journal stays, for --resume).
  Result<> carry_out();
  // After a crash: finishes what already runs, and undoes everything else.
  Result<> resume();

  const std::vector<FieldDifference>& differences() const { return differences_; }
  const std::vector<std::string>& notes() const { return notes_; }
  std::chrono::milliseconds down_for() const { return down_for_; }  // from the order to stop until the new one started

 private:
  Result<> prepare();
  Result<> create(Replacement& each);
  Result<> compare(const Replacement& each);
  Result<> switch_over();
  Result<> stop_old();
  Result<> layers_stayed();
  Result<> keep_layers();
  Result<> swap_names();
  Result<> judge();
  Result<> remove_old();
  Result<> enter(Phase phase);
  tl::unexpected<Error> back(Error why);

  engine::ContainerApi& api_;
  const Journal& journal_;
  ReplacementPlan& plan_;
  Tell tell_;
  std::vector<FieldDifference> differences_;
  std::vector<std::string> notes_;
  std::chrono::milliseconds down_for_{};
};

}  // namespace ullage::operations
