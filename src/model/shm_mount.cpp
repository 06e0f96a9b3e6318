// Words for mounts.
#include "model/shm_mount.h"

#include <fmt/format.h>

namespace ullage::model {

std::string_view to_string(MountMode mode) {
  switch (mode) {
    case MountMode::isolated: return "private";
    case MountMode::shareable: return "shareable";
    case MountMode::host: return "host";
    case MountMode::joined: return "joined";
    case MountMode::pod: return "pod";
    case MountMode::volume: return "volume";
  }
  return "-";
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok: return "ok";
    case Verdict::tight: return "tight";
    case Verdict::full: return "full";
    case Verdict::default_size: return "default";
  }
  return "-";
}

std::string to_string(DeviceId device) { return fmt::format("{}:{}", device.major, device.minor); }

}  // namespace ullage::model
