// What a definition says, as options of `docker run`: by these a person knows what another format has no words for.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "formats/rendered.h"
#include "model/definition.h"

namespace ullage::formats {

struct Flag {
  std::string_view name;  // "--uts"
  std::string value;      // "host"; empty where the option alone says it
};

// All that is said beyond the image's and the engine's own, mounts and networks as a whole.
std::vector<Flag> flags_of(const model::Definition& definition);

// Collects the sentences about one definition in one format.
class Unsaid {
 public:
  // `several`: the sentences tell which container they are about.
  Unsaid(std::string_view format, const model::Definition& definition, bool several, std::vector<std::string>& out)
      : format_(format), definition_(definition), several_(several), out_(out) {}

  // Every option but these, which the format has words for ("--name,the image"); with a reason or a remedy.
  void all_but(std::string_view known, const std::map<std::string_view, std::string_view>& more = {});
  // "swarm has no words for --uts host"; with a reason or a remedy behind it.
  void flag(std::string_view name, std::string_view value, std::string_view more = "");
  // Unless there is nothing of it.
  void flag_if(bool said, std::string_view name, std::string_view value = "", std::string_view more = "");
  void sentence(std::string text);

 private:
  std::string_view format_;
  const model::Definition& definition_;
  bool several_;
  std::vector<std::string>& out_;
};

// "1m30s", "500ms": as Go and the engines write a duration.
std::string to_duration(std::chrono::nanoseconds time);

// "1.5": so many thousand millionths, without needless zeros.
std::string to_decimal(std::int64_t nano);

// "name=value", or the name alone.
std::string pair_text(const std::string& name, const std::string& value, char separator = '=');

}  // namespace ullage::formats
