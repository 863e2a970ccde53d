namespace Seawall.Kernel;

/// <summary>Notes that the running call uses a dependency, for parts that know nothing of features.</summary>
public delegate void DependencyUsed(string dependency);
