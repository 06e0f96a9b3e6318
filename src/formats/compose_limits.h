// Rights, devices and limits of a compose service.
#pragma once

#include "formats/flags.h"
#include "formats/yaml.h"
#include "model/definition.h"

namespace ullage::formats {

void add_shm_size(Yaml& service, const model::Definition& definition, Unsaid& unsaid);
void add_gpus(Yaml& service, const model::Definition& definition, Unsaid& unsaid);
void add_security(Yaml& service, const model::Definition& definition, Unsaid& unsaid);
void add_resources(Yaml& service, const model::Definition& definition);

}  // namespace ullage::formats
