// The parts that recreate() is made of; only for recreation*.cpp and comparison.cpp.
#pragma once

#include "engine/docker.h"
#include "engine/recreation.h"

namespace ullage::engine {

json::object object_at(const json::value& from, JsonPath path);  // a copy; empty where there is none

bool joins_container(std::string_view mode);  // "container:ID", as namespace modes have it

// Binds every anonymous volume by its name, in the place where it was asked for.
void pin_volumes(const json::value& inspected, const std::set<std::string>& inherited, json::object& host,
                 std::vector<std::string>& pinned);

// The networks: the first one for the create request, the others to be connected afterwards.
void add_networks(const json::value& inspected, Recreation& out);

// What was said of an endpoint, without what the engine added by itself.
json::object endpoint_settings(const json::value& endpoint, const json::value& inspected);

}  // namespace ullage::engine
