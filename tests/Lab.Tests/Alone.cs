namespace Seawall.Lab.Tests;

/// <summary>Tests that measure: they run after all others and one by one, so that nothing else asks for the processor.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
