// libtorch's generators and thread settings are the process's own: tests that seed them must not run side by side.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
