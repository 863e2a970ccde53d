using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seawall.Control.Operators;

namespace Seawall.Control.Tests.Operators;

public sealed class RequirePersonTests
{
    [Fact]
    public async Task Each_level_passes_what_is_marked_for_it_and_below_and_is_told_apart()
    {
        await using var host = await HostAsync();
        foreach (var level in Enum.GetValues<OperatorLevel>())
        {
            using var http = Bearer(host, new Person("ann", level));
            foreach (var wanted in Enum.GetValues<OperatorLevel>())
            {
                var answer = await http.PostAsync($"/test/{wanted}", null);
                var body = await answer.Content.ReadAsStringAsync();
                Assert.Equal(level >= wanted ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
                Assert.Contains(level >= wanted ? $"ann {level}" : "level-too-low", body, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_session_changes_nothing_without_the_form_token_and_a_bearer_needs_none()
    {
        await using var host = await HostAsync();
        using var session = await ConsoleSiteTests.SignedInAsync(host);
        session.DefaultRequestHeaders.Accept.Clear();
        var refused = await session.PostAsync("/test/Viewer", null);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("form-token", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("tests Approver", await session.GetStringAsync("/test/who"));
    }

    [Fact]
    public async Task Nobody_passes_without_a_token_and_unknown_tokens_are_limited_without_locking_others_out()
    {
        await using var host = await HostAsync();
        using var nobody = new HttpClient { BaseAddress = host.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.PostAsync("/test/Viewer", null)).StatusCode);
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "swo_guessed");
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.PostAsync("/test/Viewer", null)).StatusCode);
        HttpStatusCode last = default;
        for (var i = 0; i < 25; i++)
            last = (await nobody.PostAsync("/test/Viewer", null)).StatusCode;
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        using var known = Bearer(host, new Person("ann", OperatorLevel.Viewer));
        Assert.Equal(HttpStatusCode.OK, (await known.PostAsync("/test/Viewer", null)).StatusCode);
    }

    internal static HttpClient Bearer(ConsoleHost host, Person person)
    {
        var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SiteBearer.Create(ConsoleHost.Secret, person, host.Time.GetUtcNow()));
        return http;
    }

    private static Task<ConsoleHost> HostAsync() => ConsoleHost.StartAsync(FakeSite.Filled(), map: app =>
    {
        foreach (var level in Enum.GetValues<OperatorLevel>())
            app.MapPost($"/test/{level}", (HttpContext http) => $"{Person.Of(http)!.Name} {Person.Of(http)!.Level}").RequirePerson(level);
        app.MapGet("/test/who", (HttpContext http) => $"{Person.Of(http)!.Name} {Person.Of(http)!.Level}").RequirePerson(OperatorLevel.Viewer);
    });
}
