using System.Text;

namespace Seawall.Lab.Http.Script;

/// <summary>Makes a script ready to be sent: its setup is run, its requests are rendered.</summary>
public static class ScriptSource
{
    /// <summary>
    /// The requests of a script file. <paramref name="addressOf"/> says where a business is, or throws; <paramref name="target"/> stands for all addresses.
    /// Throws <see cref="InvalidDataException"/> for a faulty script and <see cref="HttpLoadRefusedException"/> when its setup fails.
    /// </summary>
    public static async Task<RequestSource> PrepareAsync(
        string file, Func<string, Uri> addressOf, Uri? target, IReadOnlyList<KeyValuePair<string, string>> headers, int seed, Func<IReadOnlyList<Uri>, bool> mayReach, CancellationToken ct)
    {
        LoadScript script = LoadScript.Load(file);
        var addresses = new ScriptAddresses(addressOf, target);
        Uri[] reached = [.. script.Interfaces.Select(one => addresses.Of(one.At ?? one.Business ?? script.At!)).Concat(script.Setup.Select(step => addresses.Of(step.At ?? script.At!))).Distinct()];
        if (!mayReach(reached))
        {
            throw new HttpLoadRefusedException($"{string.Join(", ", reached.Select(url => url.Authority))}: not all of them are on this machine");
        }

        var parameters = script.Parameters.ToDictionary(pair => pair.Key, pair => new ParameterValues(pair.Value), StringComparer.Ordinal);
        var random = new Random(seed);
        await ScriptSetup.RunAsync(script, addresses, parameters, headers, random, ct).ConfigureAwait(false);
        return new RequestSource(script.Name!, Render(script, addresses, parameters, headers, random, seed));
    }

    private static RequestSet Render(
        LoadScript script, ScriptAddresses addresses, Dictionary<string, ParameterValues> parameters, IReadOnlyList<KeyValuePair<string, string>> headers, Random random, int seed)
    {
        var builder = new RequestSetBuilder();
        var template = new Template(parameters, random);
        foreach (ScriptInterface one in script.Interfaces)
        {
            int target = builder.AddTarget(RequestSource.Resolve(addresses.Of(one.At ?? one.Business ?? script.At!)));
            int index = builder.AddInterface(new InterfacePlan(one.Name, one.Method, one.Path, target, one.Share) { Business = one.Business ?? BusinessOf(one.At ?? script.At!), Expected = one.Expect });
            bool differs = Template.HasValues(one.Path) || Template.HasValues(one.Body?.GetRawText()) || script.Headers.Concat(one.Headers).Any(header => Template.HasValues(header.Value));
            for (int i = differs ? script.Variants : 1; i > 0; i--)
            {
                template.NewRequest();
                RenderedBody body = RenderedBody.Of(one.Body, script.Headers.Concat(one.Headers), template);
                builder.Add(
                    index, template.Escaped(one.Path),
                    [.. script.Headers.Concat(headers).Concat(one.Headers).Concat(body.Headers).Select(header => new KeyValuePair<string, string>(header.Key, template.Plain(header.Value)))],
                    Encoding.UTF8.GetBytes(body.Text));
            }
        }

        return builder.Build(sequential: false, seed);
    }

    private static string? BusinessOf(string at) => at.Contains("://", StringComparison.Ordinal) ? null : at;
}
