"""The whole stack on one machine: what AWS runs, run by an emulator, deployed as AWS deploys it.

    python -m infra.local run     everything up, until Ctrl-C
    python -m infra.local demo    one recording in each direction and each mode
    python -m infra.local page    only the page, of a stack that is deployed elsewhere

`launcher` and `demo` tell those stories; `stack` is our own stack, for them and for tests, and
`deployed` any that is there.
Beneath it, `emulator` owns the process in which `gateway` serves MiniStack; `patches` removes the
delays that are MiniStack's own, `limits`, `frames` and `service_limits` add the limits of AWS that
it lacks; `synthesis`, `deploy`, `gaps` and `warm` put our
stack on it.
"""
