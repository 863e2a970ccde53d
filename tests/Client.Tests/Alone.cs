namespace Seawall.Client.Tests;

/// <summary>Tests that run after all others and one by one: listeners to the framework's tracing are the whole process's.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
