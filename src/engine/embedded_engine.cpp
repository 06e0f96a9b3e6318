// Shows the registries of Ullage's own engine as an engine among the others.
#include <sys/stat.h>

#include "engine/embedded.h"
#include "engine/file.h"
#include "engine/lookup.h"

namespace ullage::engine {

using model::Container;

namespace {

Container to_container(RunEntry entry) {
  Container out;
  out.engine = model::EngineKind::ullage;
  // A mount namespace's number is not used again while it lives, and needs no counter of ours.
  out.id = std::to_string(entry.mount_namespace);
  out.name = std::move(entry.name);
  out.pid = entry.pid;
  out.configured_size = entry.size;
  out.ipc_mode = "private";
  return out;
}

class Embedded final : public Engine {
 public:
  Embedded(Registry own, std::string root, bool of_all_users)
      : own_(std::move(own)), root_(std::move(root)), of_all_users_(of_all_users) {}

  model::EngineKind kind() const override { return model::EngineKind::ullage; }
  std::string endpoint() const override { return own_.folder(); }

  Result<std::vector<Container>> running() override {
    auto entries = own_.living();
    if (!entries) return tl::unexpected(entries.error());
    for (const auto& folder : others())
      // A folder that another user made unfit hides nothing but what that user runs.
      if (auto more = Registry(folder).living(); more)
        entries->insert(entries->end(), std::make_move_iterator(more->begin()), std::make_move_iterator(more->end()));
    std::vector<Container> out;
    for (auto& entry : *entries) out.push_back(to_container(std::move(entry)));
    return out;
  }

  Result<Container> find(std::string_view name) override {
    const auto containers = running();
    if (!containers) return tl::unexpected(containers.error());
    return pick(*containers, name);
  }

 private:
  std::vector<std::string> others() const {
    std::vector<std::string> out;
    if (!of_all_users_) return out;
    if (const auto users = names_in(root_ + "/run/user"))
      for (const auto& user : *users) out.push_back(root_ + "/run/user/" + user + "/ullage");
    if (const auto entries = names_in(root_ + "/tmp"))
      for (const auto& entry : *entries)
        if (entry.starts_with("ullage-")) out.push_back(root_ + "/tmp/" + entry);
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
