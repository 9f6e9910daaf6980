"""The whole stack on one machine, deployed to an emulator as it is deployed to AWS.

    python -m infra.local run     the whole stack, until Ctrl-C
    python -m infra.local demo    one recording in each direction and each mode
    python -m infra.local page    only the page, for a stack that is deployed elsewhere

`launcher` and `demo` implement these commands. `stack` starts our stack on an emulator, for them
and for tests; `deployed_stack` finds one that is deployed already.

`emulator` owns the process in which `ministack_server` runs MiniStack. `latency_patches` removes
MiniStack's own delays. `websocket_limits`, `websocket_frame_limits` and `service_limits` add the
limits of AWS that it lacks, `concurrency_queue` and `history_limits` those of one machine.
`synthesis`, `deploy`, `cloudformation_gaps` and `warm` deploy our stack to it.
"""
