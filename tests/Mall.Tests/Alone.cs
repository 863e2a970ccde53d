namespace Seawall.Mall.Tests;

/// <summary>
/// Tests that run after all others and one by one: what they look at must not change meanwhile by other tests' orders, reviews and seats,
/// and a cache must not be passed over because a busy machine made it late.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
