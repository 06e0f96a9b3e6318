// The options of a run line that are more than a name and a value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/definition.h"

namespace ullage::formats {

// One field of a list with commas: quoted as CSV where it has a comma, a quote or a line break.
std::string csv_field(const std::string& text);

// -v, --tmpfs or --mount.
std::string mount_flag(const model::Mount& mount);

// "127.0.0.1:8080:80/udp".
std::string publish_text(const model::PublishedPort& port);

// --network with what is said about the first network.
std::vector<std::string> network_flags(const model::Networking& networking);

// "all", "2", "\"device=0,1\"", …; nothing where --gpus has no words for it.
std::optional<std::string> gpus_text(const model::DeviceRequest& request);

// "/dev/fuse", "/dev/sda:/dev/xvda:r".
std::string device_text(const model::DeviceMapping& device);

}  // namespace ullage::formats
