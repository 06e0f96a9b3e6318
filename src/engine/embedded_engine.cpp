// Shows the registries of Ullage's own engine as an engine among the others.
#include <fmt/format.h>
#include <unistd.h>

#include <iterator>
#include <optional>

#include "base/text.h"
#include "engine/embedded.h"
#include "engine/file.h"
#include "engine/lookup.h"
#include "engine/process.h"

namespace ullage::engine {

using model::Container;

namespace {

struct UserFolder {
  uid_t user = 0;
  std::string path;
};

Container to_container(RunEntry entry, std::optional<uid_t> user) {
  Container out;
  out.engine = model::EngineKind::ullage;
  // A mount namespace's number is not used again while it lives, and needs no counter of ours.
  out.id = std::to_string(entry.mount_namespace);
  out.name = std::move(entry.name);
  out.pid = entry.pid;
  out.configured_size = entry.size;
  out.ipc_mode = "private";
  out.user = user;
  return out;
}

// The users that a folder has such entries for: `prefix` and a uid, as std::to_string writes it.
std::vector<uid_t> users_in(const std::string& folder, std::string_view prefix) {
  std::vector<uid_t> out;
  const auto names = names_in(folder);
  if (!names) return out;
  for (const auto& name : *names) {
    if (!name.starts_with(prefix)) continue;
    const auto user = parse_number<uid_t>(std::string_view(name).substr(prefix.size()));
    if (user && *user != 0 && name == fmt::format("{}{}", prefix, *user)) out.push_back(*user);
  }
  return out;
}

// Where other users' registries may be. In /tmp anybody can make any name: it counts only as its uid's own folder.
std::vector<UserFolder> folders_of_users(const std::string& root) {
  std::vector<UserFolder> out;
  for (const auto user : users_in(root + "/run/user", ""))
    out.push_back({user, fmt::format("{}/run/user/{}/ullage", root, user)});
  for (const auto user : users_in(root + "/tmp", "ullage-"))
    out.push_back({user, fmt::format("{}/tmp/ullage-{}", root, user)});
  return out;
}

class Embedded final : public Engine {
 public:
  Embedded(Registry own, std::string root, bool of_all_users)
      : own_(std::move(own)), root_(std::move(root)), of_all_users_(of_all_users) {}

  model::EngineKind kind() const override { return model::EngineKind::ullage; }
  std::string endpoint() const override { return own_.folder(); }

  Result<std::vector<Container>> running() override {
    auto out = own();
    if (!out) return out;
    auto more = of_others();
    out->insert(out->end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return out;
  }

  // What others call theirs can't take a name from one's own.
  Result<Container> find(std::string_view name) override {
    const auto mine = own();
    if (!mine) return tl::unexpected(mine.error());
    auto found = pick(*mine, name);
    if (found || found.error().kind != ErrorKind::not_found) return found;
    return pick(of_others(), name);
  }

 private:
  Result<std::vector<Container>> own() const {
    auto entries = own_.living();
    if (!entries) return tl::unexpected(entries.error());
    std::vector<Container> out;
    for (auto& entry : *entries) out.push_back(to_container(std::move(entry), std::nullopt));
    return out;
  }

  std::vector<Container> of_others() const {
    std::vector<Container> out;
    if (!of_all_users_) return out;
    // `run` leaves the host's namespace: whoever names it wants to pass for the host. Pid 1 may be closed even to root.
    const auto host = mount_namespace_of(1), here = mount_namespace_of(::getpid());
    for (const auto& [user, path] : folders_of_users(root_)) {
      // A folder that another user made unfit hides nothing but what that user runs.
      auto entries = Registry(path, user).living();
      if (!entries) continue;
      for (auto& entry : *entries)
        if (entry.mount_namespace != host && entry.mount_namespace != here)
          out.push_back(to_container(std::move(entry), user));
    }
    return out;
  }

  Registry own_;
  std::string root_;
  bool of_all_users_;
};

}  // namespace

std::unique_ptr<Engine> embedded(const Environment& environment) {
  return std::make_unique<Embedded>(Registry::of_user(environment), environment.root, environment.uid == 0);
}

}  // namespace ullage::engine
