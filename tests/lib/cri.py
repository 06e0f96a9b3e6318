"""A client of the Container Runtime Interface in one page: enough to start a pod and its containers.

usage: cri.py SOCKET pod NAME | container POD_ID POD_NAME NAME IMAGE COMMAND… | remove POD_ID | uid NAME
The messages are written field by field, because Debian has neither crictl nor the generated Python stubs.
"""
import sys
import uuid

import grpc


def varint(number):
    out = b""
    while True:
        number, low = number >> 7, number & 127
        out += bytes([low | 128 if number else low])
        if not number:
            return out


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def first_string(message):
    """All answers that are needed here have one string, an id, as field 1."""
    assert message[0] == 1 << 3 | 2, message
    return message[2:2 + message[1]].decode()


def pod_uid(name):
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, name + ".ullage.test"))


class Runtime:
    def __init__(self, socket):
        self.channel = grpc.insecure_channel("unix://" + socket)

    def call(self, method, message):
        return self.channel.unary_unary("/runtime.v1.RuntimeService/" + method)(message, timeout=30)

    @staticmethod
    def sandbox_config(name):
        metadata = field(1, name) + field(2, pod_uid(name)) + field(3, "default")
        host_network = field(1, 2)  # NamespaceOption.network = NODE: no CNI is needed
        linux = field(1, "/kubepods/besteffort/pod" + pod_uid(name)) + field(2, field(1, host_network))
        labels = b"".join(field(6, field(1, key) + field(2, value)) for key, value in (
            ("io.kubernetes.pod.name", name), ("io.kubernetes.pod.namespace", "default"),
            ("io.kubernetes.pod.uid", pod_uid(name))))
        return field(1, metadata) + field(3, "/tmp") + labels + field(8, linux)

    def pod(self, name):
        return first_string(self.call("RunPodSandbox", field(1, self.sandbox_config(name))))

    def container(self, pod_id, pod_name, name, image, command):
        config = field(1, field(1, name)) + field(2, field(1, image)) + b"".join(field(3, word) for word in command)
        config += field(9, field(1, "io.kubernetes.container.name") + field(2, name)) + field(15, b"")
        request = field(1, pod_id) + field(2, config) + field(3, self.sandbox_config(pod_name))
        container_id = first_string(self.call("CreateContainer", request))
        self.call("StartContainer", field(1, container_id))
        return container_id

    def remove(self, pod_id):
        self.call("StopPodSandbox", field(1, pod_id))
        self.call("RemovePodSandbox", field(1, pod_id))


def main():
    runtime, verb, words = Runtime(sys.argv[1]), sys.argv[2], sys.argv[3:]
    if verb == "uid":
        print(pod_uid(words[0]))
    elif verb == "pod":
        print(runtime.pod(words[0]))
    elif verb == "container":
        print(runtime.container(words[0], words[1], words[2], words[3], words[4:]))
    elif verb == "remove":
        runtime.remove(words[0])
    else:
        sys.exit(__doc__)


main()
