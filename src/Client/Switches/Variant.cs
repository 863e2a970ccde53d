using Seawall.Client.Calls;

namespace Seawall.Client.Switches;

/// <summary>A flag with more to say than on or off, as code asks it: a text, a number, a truth, or an object read from its JSON.</summary>
/// <remarks>Asking is synchronous, allocates nothing and minds for whom the call runs; it changes at one instant with all switches.</remarks>
public sealed class Variant<T> : IVariant
    where T : notnull
{
    private readonly int _index;

    private Variant(string key, T codeDefault, int index) => (Key, CodeDefault, _index) = (key, codeDefault, index);

    /// <summary><c>{business}.{feature}</c>.</summary>
    public string Key { get; }

    /// <summary>What holds while the config center says nothing, or nothing of this type.</summary>
    public T CodeDefault { get; }

    /// <summary>The value for the role and the caller of the running call. A share of keys is taken by instance here.</summary>
    public T Value
    {
        get
        {
            var call = CallContext.Current;
            return ((VariantCells<T>)call.States.VariantsOf(_index)).Of(call);
        }
    }

    /// <summary>The value for this call and key, such as a buyer: what a share of keys is taken of.</summary>
    public T ValueFor(string targetingKey)
    {
        var call = CallContext.Current;
        return ((VariantCells<T>)call.States.VariantsOf(_index)).Of(call, targetingKey);
    }

    object IVariant.Compile(FlagScope? scope) => new VariantCells<T>(scope, CodeDefault);

    /// <summary>A handle, made once and kept in a static field; another type for the same key is a fault.</summary>
    public static Variant<T> Define(string key, T codeDefault) =>
        SwitchBoard.Register(key, index => new Variant<T>(key, codeDefault, index)) as Variant<T>
        ?? throw new InvalidOperationException($"The variants of {key} are of another type already, and cannot be {typeof(T).Name} as well.");
}

/// <summary>A handle of variants, whatever their type.</summary>
internal interface IVariant
{
    string Key { get; }

    /// <summary>All its values for one state of its flag; the default of the code for null.</summary>
    object Compile(FlagScope? scope);
}
