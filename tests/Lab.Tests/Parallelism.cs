// The two stalls wait for half a minute each, and most others wait for a server: more of them than processors side by side. What measures the processor runs alone.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
