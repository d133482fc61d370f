"""The tasks that a box can run: one module each, with `main(room: Room, job)`; the job is of `protocol.jobs`."""
