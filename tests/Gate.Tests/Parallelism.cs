// One test kills a process of the server that all of them share, and others count what runs there: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
