// The proof of an edit: the new text is read again and compared with the old one.
#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "config/compose_file.h"

namespace ullage::config {

// Error: failed, where the files differ in anything but this service's shm_size, or where that is not `size`.
Result<> only_shm_size_differs(const ComposeFile& before, const ComposeFile& after, std::string_view service,
                               Bytes size);

// The other services whose shm_size became another one, for they take it over from this one.
std::vector<std::string_view> followers(const ComposeFile& before, const ComposeFile& after, std::string_view service);

// Whether a value says this size; a variable never does.
bool says_size(const YamlNode& value, Bytes size);

}  // namespace ullage::config
