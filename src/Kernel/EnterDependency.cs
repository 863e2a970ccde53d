namespace Seawall.Kernel;

/// <summary>Takes a place in the bulkhead of a dependency, for parts that know nothing of bulkheads; null when it is full. Disposing gives the place back.</summary>
public delegate IDisposable? EnterDependency(string dependency);
