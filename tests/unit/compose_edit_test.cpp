// Before and after of an edit, small case by small case.
#include "config/compose_edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ullage::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ComposeEdit edit(std::string_view text, std::string_view service = "", Bytes size = GiB(2)) {
  const auto done = set_shm_size(text, "c.yaml", service, size);
  if (!done) ADD_FAILURE() << done.error().what << "; " << done.error().remedy;
  return done ? *done : ComposeEdit{};
}

Error error(std::string_view text, std::string_view service = "") {
  const auto done = set_shm_size(text, "c.yaml", service, GiB(2));
  EXPECT_FALSE(done) << (done ? done->text : "");
  return done ? Error{} : done.error();
}

// One string for what most cases look at.
std::string said(std::string_view text, std::string_view service = "") {
  const auto e = error(text, service);
  return std::to_string(exit_code(e.kind)) + " " + e.what + "; " + e.remedy;
}

std::string in_web(std::string_view keys) { return "services:\n  web:\n" + std::string(keys); }

TEST(ComposeEdit, ReplacesTheValueAndNothingElse) {
  const auto done = edit("services:\n  web:\n    image: x\n    shm_size:   64m   # too small\n    tty: true\n");
  EXPECT_EQ(done.text, "services:\n  web:\n    image: x\n    shm_size:   2g   # too small\n    tty: true\n");
  EXPECT_EQ(done.service, "web");
  EXPECT_EQ(done.before, "64m");
  EXPECT_EQ(done.after, "2g");
  EXPECT_EQ(done.line, 4);
  EXPECT_TRUE(done.changed);
  EXPECT_THAT(done.notes, IsEmpty());
}

TEST(ComposeEdit, KeepsTheQuotes) {
  EXPECT_EQ(edit(in_web("    shm_size: '64m'\n")).text, in_web("    shm_size: '2g'\n"));
  EXPECT_EQ(edit(in_web("    shm_size: \"64m\"\n")).text, in_web("    shm_size: \"2g\"\n"));
}

TEST(ComposeEdit, WritesSizesThatAreNotRound) {
  EXPECT_EQ(edit(in_web("    shm_size: 64m\n"), "", Bytes{67108865}).text, in_web("    shm_size: 67108865\n"));
}

TEST(ComposeEdit, LeavesAFileThatSaysSoAlready) {
  for (const char* same : {"2g", "2G", "'2gb'", "2147483648", "2048m", "\"2GiB\""}) {
    const auto text = in_web("    shm_size: " + std::string(same) + "\n");
    const auto done = edit(text);
    EXPECT_FALSE(done.changed) << same;
    EXPECT_EQ(done.text, text);
    EXPECT_EQ(done.line, 3);
  }
}

TEST(ComposeEdit, InsertsALineAfterTheImage) {
  EXPECT_EQ(edit(in_web("    image: x # mine\n    tty: true\n")).text,
            in_web("    image: x # mine\n    shm_size: 2g\n    tty: true\n"));
  EXPECT_EQ(edit("services:\n web:\n  tty: true\n  image: x\n db:\n  image: y\n", "web").text,
            "services:\n web:\n  tty: true\n  image: x\n  shm_size: 2g\n db:\n  image: y\n");
}

TEST(ComposeEdit, InsertsALineAfterTheBuildOrLast) {
  EXPECT_EQ(edit(in_web("    build:\n      context: .\n      shm_size: 1g\n    tty: true\n")).text,
            in_web("    build:\n      context: .\n      shm_size: 1g\n    shm_size: 2g\n    tty: true\n"));
  EXPECT_EQ(edit(in_web("    ports:\n    - a\n    - b\n\n# end\n")).text,
            in_web("    ports:\n    - a\n    - b\n    shm_size: 2g\n\n# end\n"));
  EXPECT_EQ(edit(in_web("    command: |\n      a\n      b\n\nvolumes: {}\n")).text,
            in_web("    command: |\n      a\n      b\n\n    shm_size: 2g\nvolumes: {}\n"));
  EXPECT_EQ(edit(in_web("    labels:\n      a:\n")).text, in_web("    labels:\n      a:\n    shm_size: 2g\n"));
}

TEST(ComposeEdit, CompletesAKeyWithoutAValue) {
  EXPECT_EQ(edit(in_web("    shm_size:\n    tty: true\n")).text, in_web("    shm_size: 2g\n    tty: true\n"));
  EXPECT_EQ(edit(in_web("    shm_size: # later\n")).text, in_web("    shm_size: 2g # later\n"));
}

TEST(ComposeEdit, KeepsLineEndings) {
  EXPECT_EQ(edit("services:\r\n  web:\r\n    image: x\r\n    shm_size: 64m\r\n").text,
            "services:\r\n  web:\r\n    image: x\r\n    shm_size: 2g\r\n");
  EXPECT_EQ(edit("services:\r\n  web:\r\n    image: x\r\n").text,
            "services:\r\n  web:\r\n    image: x\r\n    shm_size: 2g\r\n");
  EXPECT_EQ(edit("services:\r  web:\r    image: x\r").text, "services:\r  web:\r    image: x\r    shm_size: 2g\r");
}

TEST(ComposeEdit, KeepsAMissingLastLineBreakMissing) {
  EXPECT_EQ(edit(in_web("    shm_size: 64m")).text, in_web("    shm_size: 2g"));
  EXPECT_EQ(edit(in_web("    image: x")).text, in_web("    image: x\n    shm_size: 2g"));
  EXPECT_EQ(edit(in_web("    command: |\n      a")).text, in_web("    shm_size: 2g\n    command: |\n      a"));
}

TEST(ComposeEdit, KeepsAByteOrderMarkAndCountsCharacters) {
  EXPECT_EQ(edit("\xef\xbb\xbfservices:\n  数字人: {image: 图, shm_size: 64m} # 好\n").text,
            "\xef\xbb\xbfservices:\n  数字人: {image: 图, shm_size: 2g} # 好\n");
}

TEST(ComposeEdit, WritesIntoBracesToo) {
  EXPECT_EQ(edit("services: {web: {image: x}}\n").text, "services: {web: {image: x, shm_size: 2g}}\n");
  EXPECT_EQ(edit("services:\n  web: { image: x, tty: true }\n").text,
            "services:\n  web: { image: x, shm_size: 2g, tty: true }\n");
  EXPECT_EQ(edit("services:\n  web: {\n    ports: [a,\n      b], # two\n  }\n").text,
            "services:\n  web: {\n    ports: [a,\n      b], shm_size: 2g, # two\n  }\n");
  EXPECT_EQ(edit("services:\n  web: {}\n").text, "services:\n  web: {shm_size: 2g}\n");
}

TEST(ComposeEdit, KeepsJsonJson) {
  EXPECT_EQ(edit(R"({"services":{"web":{"image":"x"}}})").text,
            R"({"services":{"web":{"image":"x", "shm_size": "2g"}}})");
  EXPECT_EQ(edit(R"({"services":{"web":{"shm_size":67108864}}})").text, R"({"services":{"web":{"shm_size":"2g"}}})");
}

TEST(ComposeEdit, TakesTheOneThatIsMeant) {
  const std::string_view two = "services:\n  a:\n    shm_size: 1g\n  b:\n    shm_size: 1g\n";
  EXPECT_EQ(edit(two, "b").text, "services:\n  a:\n    shm_size: 1g\n  b:\n    shm_size: 2g\n");
  EXPECT_THAT(said(two), HasSubstr("2 c.yaml has 2 services: a, b; say which with --service"));
  EXPECT_THAT(said(two, "c"), HasSubstr("3 c.yaml has no service 'c'; it has: a, b"));
  EXPECT_THAT(said("services:\n  worker: {}\n  web: {}\n", "wokrer"), HasSubstr("did you mean worker?"));
}

constexpr std::string_view merged =
    "x-base: &base\n  shm_size: 64m\nservices:\n  a:\n    <<: *base\n    image: x\n  b:\n    <<: [*base]\n";

TEST(ComposeEdit, LeavesWhatIsMergedToTheOthers) {
  const auto done = edit(merged, "a");
  EXPECT_EQ(done.text,
            "x-base: &base\n  shm_size: 64m\nservices:\n  a:\n    <<: *base\n    image: x\n    shm_size: 2g\n  b:\n"
            "    <<: [*base]\n");
  EXPECT_EQ(done.before, "64m");
  EXPECT_EQ(done.line, 7);
  EXPECT_THAT(done.notes, ElementsAre(HasSubstr("64m from line 2")));
}

TEST(ComposeEdit, SeesTheSizeInAListOfMerges) {
  const std::string text =
      "x-a: &a {tty: true}\nx-b: &b {shm_size: 2g}\nx-c: &c {shm_size: 1g}\n"
      "services:\n  web:\n    <<: [*a, *b, *c]\n";
  const auto done = edit(text);
  EXPECT_FALSE(done.changed);
  EXPECT_EQ(done.line, 2);
}

TEST(ComposeEdit, WritesALiteralWhereAnAliasStood) {
  const auto done =
      edit("x-size: &size 64m\nservices:\n  a:\n    shm_size: *size # all\n  b:\n    shm_size: *size\n", "a");
  EXPECT_EQ(done.text, "x-size: &size 64m\nservices:\n  a:\n    shm_size: 2g # all\n  b:\n    shm_size: *size\n");
  EXPECT_EQ(done.before, "*size");
  EXPECT_THAT(done.notes, ElementsAre(HasSubstr("*size (line 1)")));
}

TEST(ComposeEdit, KeepsAnAnchorThatNobodyUses) {
  EXPECT_EQ(edit(in_web("    shm_size: &size 64m\n")).text, in_web("    shm_size: &size 2g\n"));
  EXPECT_EQ(edit(in_web("    shm_size: &size '64m'\n")).text, in_web("    shm_size: &size '2g'\n"));
}

TEST(ComposeEdit, RefusesToChangeWhatOthersTakeByAlias) {
  EXPECT_THAT(said("services:\n  a:\n    shm_size: &s 64m\n  b:\n    mem_limit: *s\n", "a"),
              HasSubstr("5 c.yaml:3:15: line 5 takes its value from here (*s) and would change too; take &s away"));
}

TEST(ComposeEdit, SaysWhoFollows) {
  const auto by_merge =
      edit("services:\n  a: &a\n    shm_size: 64m\n  b:\n    <<: *a\n  c:\n    <<: *a\n    shm_size: 1g\n", "a");
  EXPECT_THAT(by_merge.notes, ElementsAre("b takes shm_size over from a and gets 2g too"));
  const auto by_extends = edit("services:\n  a:\n    image: x\n  b:\n    extends: {service: a}\n", "a");
  EXPECT_THAT(by_extends.notes, ElementsAre("b takes shm_size over from a and gets 2g too"));
}

TEST(ComposeEdit, NoticesExtends) {
  const std::string text = "services:\n  a:\n    shm_size: 64m\n  b:\n    extends: a\n";
  const auto here = edit(text, "b");
  EXPECT_EQ(here.text, text + "    shm_size: 2g\n");
  EXPECT_THAT(here.notes, ElementsAre(HasSubstr("64m from line 3")));
  const auto elsewhere = edit(in_web("    extends: {file: common.yaml, service: a}\n"));
  EXPECT_THAT(elsewhere.notes, ElementsAre(HasSubstr("another file")));
}

TEST(ComposeEdit, ReplacesAVariableAndSaysSo) {
  const auto done = edit(in_web("    shm_size: \"${SHM:-64m}\"\n"));
  EXPECT_EQ(done.text, in_web("    shm_size: \"2g\"\n"));
  EXPECT_THAT(done.notes, ElementsAre(HasSubstr("${SHM:-64m}")));
  EXPECT_TRUE(edit(in_web("    shm_size: ${SHM:-2g}\n")).changed);
}

TEST(ComposeEdit, SaysWhatStackDeployIgnores) {
  EXPECT_THAT(edit(in_web("    image: x\n    deploy: {placement: {}}\n")).notes,
              ElementsAre(HasSubstr("stack deploy")));
  EXPECT_THAT(edit(in_web("    image: x\n    deploy: {resources: {}}\n")).notes, IsEmpty());
}

TEST(ComposeEdit, RefusesAServiceThatIsOnlyAnAlias) {
  EXPECT_THAT(said("x: &base {image: x}\nservices:\n  web: *base\n"),
              HasSubstr("5 c.yaml:3:8: web is the same as *base and has no lines of its own; write `web:` and below it "
                        "`<<: *base`"));
  EXPECT_THAT(said("x: &all {web: {image: x}}\nservices:\n  <<: *all\n  db: {}\n", "web"),
              HasSubstr("5 web comes into"));
}

TEST(ComposeEdit, RefusesWhereSomethingElseIsMounted) {
  EXPECT_THAT(said(in_web("    ipc: host\n")),
              HasSubstr("5 c.yaml:3:10: the /dev/shm of web comes from this line, so "
                        "shm_size would do nothing; the host's own is used: ullage grow "
                        "--host 2g"));
  EXPECT_THAT(said(in_web("    ipc: service:db\n")), HasSubstr("--service db"));
  EXPECT_THAT(said(in_web("    ipc: \"container:abc\"\n")), HasSubstr("the container abc"));
  EXPECT_THAT(said(in_web("    tmpfs: /dev/shm\n")), HasSubstr("c.yaml:3:12: "));
  EXPECT_THAT(said(in_web("    tmpfs:\n      - /run\n      - /dev/shm/:size=1g\n")),
              HasSubstr("c.yaml:5:9: the /dev/shm of web comes from this line, so shm_size would do nothing; write "
                        "`/dev/shm:size=2g` here: that is enough"));
  EXPECT_THAT(said(in_web("    volumes:\n      - /dev/shm:/dev/shm:rw\n")), HasSubstr("take this entry out"));
  EXPECT_THAT(said(in_web("    volumes:\n      - ${SHM:-/dev/shm}:/dev/shm\n")), HasSubstr("c.yaml:4:9"));
  EXPECT_THAT(said(in_web("    volumes:\n      - type: tmpfs\n        target: /dev/shm\n        tmpfs: {size: 1}\n")),
              HasSubstr("`tmpfs: {size: 2147483648}`: that is enough"));
  EXPECT_THAT(said("x-v: &v\n  volumes: [/x:/dev/shm]\nservices:\n  web:\n    <<: *v\n"), HasSubstr("c.yaml:2:13"));
  EXPECT_THAT(said("services:\n  a: {ipc: host}\n  b: {extends: {service: a}}\n", "b"), HasSubstr("c.yaml:2:12"));
}

TEST(ComposeEdit, IsNotMisledByWhatOnlyLooksLikeIt) {
  edit(in_web(
      "    ipc: shareable\n    tmpfs: /dev/shm2\n    volumes: [/dev/shm:/mnt, 'C:\\x:/data', a:/dev/shm/x, '']\n"));
}

TEST(ComposeEdit, SaysWhereAFileIsBroken) {
  EXPECT_THAT(said("services:\n\tweb:\n"), HasSubstr("2 c.yaml:2:1: there is a tab where spaces are expected"));
  EXPECT_THAT(said("services:\n  web:\n    image: x\n   tty: true\n"), HasSubstr("2 c.yaml:4:4: this is not YAML: "));
  EXPECT_THAT(said("services:\n  web:\n    a: b: c\n"), HasSubstr("c.yaml:3:9: "));
  EXPECT_THAT(said("services:\n  web: {image: x\n"), HasSubstr("c.yaml:3:1: "));
  EXPECT_THAT(said("services:\n  web:\n    image: x\n    image: y\n"),
              HasSubstr("2 c.yaml:4:5: the key image is here a second time, after line 3"));
  EXPECT_THAT(said("services: {a: {}}\n---\nservices: {}\n"), HasSubstr("2 c.yaml:2:1: a second document"));
  EXPECT_THAT(said("services:\n  a:\n    image: *nothing\n"), HasSubstr("c.yaml:3:12: there is no anchor &nothing"));
  EXPECT_THAT(said("services: &a\n  a:\n    <<: *a\n"), HasSubstr("c.yaml:3:9: *a stands within what it means"));
}

TEST(ComposeEdit, SaysWhatIsExpectedInstead) {
  EXPECT_THAT(said(""), HasSubstr("2 c.yaml:1:1: this file is empty; a compose file has `services:`"));
  EXPECT_THAT(said("# nothing\n"), HasSubstr("c.yaml:1:1: this file is empty"));
  EXPECT_THAT(said("- a\n"), HasSubstr("c.yaml:1:1: a mapping with `services:` is expected here"));
  EXPECT_THAT(said("volumes: {}\n"), HasSubstr("there is no `services:`"));
  EXPECT_THAT(said("web:\n  image: x\n"), HasSubstr("version 1"));
  EXPECT_THAT(said("services:\n"), HasSubstr("c.yaml:1:10: names of services are expected"));
  EXPECT_THAT(said("services: {}\n"), HasSubstr("names of services are expected"));
  EXPECT_THAT(said("services:\n  web:\n"), HasSubstr("c.yaml:2:7: keys such as `image:` are expected below web"));
  EXPECT_THAT(said("services:\n  web: 3\n"), HasSubstr("c.yaml:2:8: "));
  EXPECT_THAT(said(in_web("    shm_size: [1]\n")), HasSubstr("c.yaml:3:15: a size is expected here"));
  EXPECT_THAT(said(in_web("    shm_size: |\n      64m\n")), HasSubstr("over several lines"));
  EXPECT_THAT(said(in_web("    shm_size: !reset null\n")), HasSubstr("has the tag !reset"));
}

TEST(ComposeEdit, RefusesWhatIsNotText) {
  EXPECT_THAT(said(std::string_view("services:\n\0", 11)), HasSubstr("2 c.yaml:2:1: this is not text in UTF-8"));
  EXPECT_THAT(said("services:\n  a: \xff\n"), HasSubstr("c.yaml:2:6: this is not text in UTF-8"));
  EXPECT_THAT(said(std::string_view("\xff\xfes\0", 4)), HasSubstr("c.yaml:1:1: this is not text in UTF-8"));
}

TEST(ComposeEdit, IsNotBroughtDownByNestingOrBombs) {
  EXPECT_THAT(said(std::string(100'000, '[')), HasSubstr("nested more than 64 levels deep"));
  std::string deep = "services:\n";
  for (int i = 1; i < 100; ++i) deep += std::string(i, ' ') + "a:\n";
  EXPECT_THAT(said(deep), HasSubstr("c.yaml:65:"));
  std::string bomb = "x0: &x0 {a: 1}\n";
  for (int i = 1; i < 5000; ++i)
    bomb += "x" + std::to_string(i) + ": &x" + std::to_string(i) + " {<<: [*x" + std::to_string(i - 1) + ", *x" +
            std::to_string(i - 1) + "]}\n";
  bomb += "services:\n  web:\n    <<: *x4999\n    image: x\n";
  EXPECT_EQ(edit(bomb).text, bomb + "    shm_size: 2g\n");
}

TEST(ComposeEdit, ShowsHostileTextHarmlessly) {
  const auto message = said("services:\n  \"a\\e[2J\": {}\n  b: {}\n");
  EXPECT_EQ(std::count(message.begin(), message.end(), '\x1b'), 0);
}

}  // namespace
}  // namespace ullage::config
