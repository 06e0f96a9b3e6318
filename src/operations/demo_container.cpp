// The demo's service in a container of Docker or Podman, from an image that is made of the one binary.
#include <fmt/format.h>

#include <optional>

#include "engine/container_api.h"
#include "engine/engine.h"
#include "engine/tar_archive.h"
#include "operations/demo_parts.h"

extern "C" const char ullage_demo_binary[];
extern "C" const char ullage_demo_binary_end[];

namespace ullage::operations {

namespace {

class ContainerService final : public DemoService {
 public:
  ContainerService(model::EngineKind engine, DemoSetting setting, engine::ContainerApi api)
      : engine_(engine), setting_(std::move(setting)), api_(std::move(api)), image_(setting_.name + ":v2.2") {}

  // Best effort: the demo's own outcome matters more than a left-over that `docker rm` can remove.
  ~ContainerService() override {
    if (!id_.empty()) static_cast<void>(api_.remove(setting_.name));  // apply gives it another id
    if (imported_) static_cast<void>(api_.remove_image(image_));
  }

  std::string command() const override {
    return fmt::format("{} run -d --name {} --restart unless-stopped --network host --shm-size {} {}",
                       model::to_string(engine_), setting_.name, to_flag(setting_.size), image_);
  }

  Result<> start() override {
    const auto cmd = fmt::format(R"(CMD ["/digital-human-service", "--port", "{}"])", setting_.port);
    if (auto done = api_.import_image(image_, engine::tar_of("digital-human-service", demo_binary()), {cmd}); !done)
      return done;
    imported_ = true;
    const engine::json::object configuration{
        {"Image", image_},
        {"HostConfig", engine::json::object{{"ShmSize", setting_.size.value},
                                            {"NetworkMode", "host"},
                                            {"RestartPolicy", engine::json::object{{"Name", "unless-stopped"}}}}}};
    auto created = api_.create(setting_.name, configuration);
    if (!created) return tl::unexpected(created.error());
    id_ = *created;
    return api_.start(id_);
  }

  Result<pid_t> pid() const override {
    for (const auto& each : engine::engines(engine::Environment::from_process())) {
      const auto container = each->find(id_);
      if (container && container->pid) return *container->pid;
    }
    return fail(ErrorKind::failed, "the example service's container ended at once",
                fmt::format("see why: {} logs {}", model::to_string(engine_), setting_.name));
  }

 private:
  model::EngineKind engine_;
  DemoSetting setting_;
  engine::ContainerApi api_;
  std::string image_;
  std::string id_;
  bool imported_ = false;
};

}  // namespace

std::string_view demo_binary() {
  return {ullage_demo_binary, static_cast<std::size_t>(ullage_demo_binary_end - ullage_demo_binary)};
}

Result<std::unique_ptr<DemoService>> container_demo_service(model::EngineKind engine, const DemoSetting& setting) {
  auto api = engine::ContainerApi::of(engine::Environment::from_process(), engine);
  if (!api) return tl::unexpected(api.error());
  return std::make_unique<ContainerService>(engine, setting, std::move(*api));
}

Result<std::unique_ptr<DemoService>> demo_service(model::EngineKind engine, const DemoSetting& setting) {
  if (engine == model::EngineKind::ullage) return embedded_demo_service(setting);
  return container_demo_service(engine, setting);
}

}  // namespace ullage::operations
