// What apply is in the middle of, as values: which containers others take the place of, and how far that has come.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "engine/recreation.h"
#include "policy/layer_changes.h"

namespace ullage::operations {

// One container, and the one that takes its place.
struct Replacement {
  std::string name;  // which both have in the end
  std::string old_id;
  std::string new_id;  // empty until it is created
  bool runs = false;   // it did when apply began: so the new one is started, and the old one on the way back
  bool paused = false;
  bool was_unwell = false;     // it died again and again, or its health check failed: the new one can't be held to more
  engine::json::value before;  // as the engine described the old one, before anything was changed
  engine::RecreationWishes wishes;
  // Checked once more after it has stopped, unless its layer may be lost; not in the journal.
  policy::LayerFacts layer;
  bool may_lose_layer = false;
  bool keep_layer = false;  // its layer is committed to an image, and the new one made of that
  std::string kept_image;   // that image, once it may exist

  // Names that the two have while both exist.
  std::string old_name() const { return name + "-ullage-old-" + old_id.substr(0, 12); }
  std::string new_name() const { return name + "-ullage-new-" + old_id.substr(0, 12); }
};

enum class Phase {
  preparing,  // new ones are made beside the old ones, which run on
  switching,  // old ones are stopped, names change hands, new ones are started
  judging,    // the new ones run: are they well, and what they should be?
  removing,   // they are: the old ones go
};

struct ReplacementPlan {
  Phase phase = Phase::preparing;
  std::vector<Replacement> replacements;  // the one that is meant, then those that use its namespaces
  std::string health_url;                 // empty: not asked for
  std::chrono::seconds patience{60};      // for the new ones to be well
  bool accept_differences = false;
  bool keep_old = false;
  std::string kept_image;  // that was committed for keep_layer; empty before

  const Replacement& first() const { return replacements.front(); }
  bool keeps_a_layer() const {
    return std::any_of(replacements.begin(), replacements.end(), [](const auto& each) { return each.keep_layer; });
  }
};

}  // namespace ullage::operations
