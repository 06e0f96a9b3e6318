#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/text.h"
#include "cli/completion.h"
#include "cli/json_values.h"
#include "cli/man.h"
#include "cli/plugin.h"
#include "cli/spec.h"
#include "cli/table.h"
#include "cli/words.h"

namespace ullage::cli {
namespace {

using testing::HasSubstr;

Table two_columns() {
  return Table({{.header = "NAME", .may_shrink = true}, {.header = "SIZE", .align = Column::Align::right}});
}

TEST(CliTable, AlignsByWhatATerminalShows) {
  Table table = two_columns();
  table.add({{"数字"}, {"1"}});
  table.add({{"ab"}, {""}});
  EXPECT_EQ(table.render(Style(), std::nullopt), "NAME  SIZE\n数字     1\nab       -\n");
}

TEST(CliTable, ShortensTextOnlyOnANarrowTerminal) {
  Table table = two_columns();
  table.add({{"a-very-long-name-of-a-container"}, {"64.0 MiB"}});
  EXPECT_THAT(table.render(Style(), std::nullopt), HasSubstr("a-very-long-name-of-a-container"));
  const std::string narrow = table.render(Style(), 24);
  EXPECT_THAT(narrow, HasSubstr("…  64.0 MiB"));
  for (const auto line : split(narrow, '\n')) EXPECT_LE(display_width(line), 24u);
}

TEST(CliShorten, NeverCutsACharacter) { EXPECT_EQ(shorten("数字人", 5), "数字…"); }

TEST(CliJson, IsValidWhateverTheTextIs) {
  EXPECT_EQ(valid_utf8("a\xff"
                       "b"),
            "a\ufffdb");
  EXPECT_EQ(valid_utf8("数\xe6"), "数\ufffd");
  const std::string hostile("\"\\\x1b\n\0\xff", 6);
  const auto read_back = boost::json::parse(boost::json::serialize(json_text(hostile)));
  EXPECT_EQ(read_back.as_string(), std::string("\"\\\x1b\n\0\ufffd", 8));
}

TEST(CliNames, WhatCannotBeTypedIsCalledById) {
  model::ShmMount mount;
  model::Container container;
  container.name = "x\x1b";
  container.id = "0123456789abcdef";
  mount.containers = {container};
  EXPECT_EQ(callable_names(mount), std::vector<std::string>{"0123456789ab"});
}

TEST(CliShellWord, QuotesWhatAShellWouldRead) {
  EXPECT_EQ(shell_word("web-1"), "web-1");
  EXPECT_EQ(shell_word("a'$(b)"), "'a'\\''$(b)'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(CliMadeFromTheTable, CompletionsAndManualHaveEveryOption) {
  for (const Command& command : commands()) {
    for (const Option& option : command.options) {
      const std::string name(option.name);
      EXPECT_THAT(bash_completion(), HasSubstr("--" + name));
      EXPECT_THAT(zsh_completion(), HasSubstr("--" + name));
      EXPECT_THAT(fish_completion(), HasSubstr("-l " + name));
    }
    EXPECT_THAT(man_page("1"), HasSubstr(".SS " + std::string(command.name)));
  }
}

TEST(CliPlugin, AnswersDockersQuestion) {
  const auto metadata = boost::json::parse(plugin_metadata("1.2.3")).as_object();
  EXPECT_EQ(metadata.at("SchemaVersion"), "0.1.0");
  EXPECT_EQ(metadata.at("Version"), "1.2.3");
  EXPECT_FALSE(metadata.at("Vendor").as_string().empty());
}

TEST(CliPlugin, IsKnownByItsName) {
  EXPECT_TRUE(is_docker_plugin("/root/.docker/cli-plugins/docker-shm"));
  EXPECT_FALSE(is_docker_plugin("/usr/bin/ullage"));
}

TEST(CliPlugin, TurnsDockersOptionsIntoTheEnvironment) {
  const auto call =
      plugin_call({"-D", "--host=unix:///s", "--config", "/c", "--log-level", "debug", "shm", "ls", "-q"});
  EXPECT_EQ(call.words, (std::vector<std::string>{"ls", "-q"}));
  EXPECT_EQ(
      call.settings,
      (std::vector<Setting>{{"DOCKER_HOST", "unix:///s"}, {"DOCKER_CONTEXT", std::nullopt}, {"DOCKER_CONFIG", "/c"}}));
}

TEST(CliPlugin, HelpOfThePluginIsHelp) {
  EXPECT_EQ(plugin_call({"help", "shm", "grow"}).words, (std::vector<std::string>{"help", "grow"}));
  EXPECT_EQ(plugin_call({"-cwork", "shm"}).settings.front(), (Setting{"DOCKER_CONTEXT", "work"}));
}

}  // namespace
}  // namespace ullage::cli
