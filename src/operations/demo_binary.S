// The example service, whole, so that `ullage demo` needs no other file.
    .section .rodata
    .global ullage_demo_binary
    .global ullage_demo_binary_end
    .balign 16
ullage_demo_binary:
    .incbin DEMO_BINARY
ullage_demo_binary_end:
    .byte 0
    .section .note.GNU-stack,"",@progbits
