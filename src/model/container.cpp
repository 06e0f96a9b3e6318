// Words for engines and containers.
#include "model/container.h"

namespace ullage::model {

std::string_view to_string(EngineKind kind) {
  switch (kind) {
    case EngineKind::docker: return "docker";
    case EngineKind::podman: return "podman";
    case EngineKind::containerd: return "containerd";
    case EngineKind::ullage: return "ullage";
    case EngineKind::unknown: break;
  }
  return "-";
}

std::string display_name(const Container& container) {
  return container.name.empty() ? container.id.substr(0, 12) : container.name;
}

}  // namespace ullage::model
