using System.Text.Json;

namespace Seawall.Control.Config.Checks;

/// <summary>What the owner of a kind of keys demands of their values before they are published; added as a service.</summary>
public interface IValueCheck
{
    /// <summary>The keys it is asked about begin with this, such as <c>limit/</c>.</summary>
    string Prefix { get; }

    /// <summary>All that is wrong with a value; empty when it may be published.</summary>
    IEnumerable<ValueFault> Check(string key, JsonElement value);
}

/// <summary>What is wrong at a place in a value.</summary>
/// <param name="Path">From the value's root, such as <c>gray.percent</c> or <c>roles[2]</c>; empty for the value itself.</param>
public sealed record ValueFault(string Path, string Message);
