using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Config;
using Seawall.Control.Operators;
using Seawall.Control.Tests;

namespace Seawall.Browser.Tests.Console;

/// <summary>Two plans of a made-up site: one that is armed and can't run as it stands, one that runs.</summary>
internal static class ConsolePlans
{
    private const string Switch = """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","metadata":{"grade":"G3","owner":"reviews","what":"Reviews on an item’s page","whatZh":"商品页评价","fallback":"Left out","fallbackZh":"不显示"}}""";

    public static async Task FillAsync(ConsoleHost host)
    {
        var outcome = await host.Services.GetRequiredService<IConfigStore>().PublishAsync(
            new PublishRequest
            {
                Actor = "tests",
                Reason = "two plans",
                Changes =
                [
                    new WantedChange("switch/reviews.block", Switch),
                    new WantedChange("plan/fire", Plan("Reviews rest", "评价暂停", """{"kind":"switch","key":"switch/reviews.block","off":true,"roles":["h5"]},{"kind":"switch","key":"switch/reviews.gone","off":true}""")),
                    new WantedChange("plan/flood", Plan("A flood from partners", "合作方洪峰", """{"kind":"limit","key":"limit/flood","value":{"mode":"fixed","roles":{"partner":{"rate":20,"delayMs":200}}}}""")),
                ],
            },
            CancellationToken.None);
        if (outcome is not PublishOutcome.Published)
            throw new InvalidOperationException(outcome.ToString());
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SiteBearer.Create(ConsoleHost.Secret, new Person("ann", OperatorLevel.Approver), host.Time.GetUtcNow()));
        foreach (var (path, reason) in new[] { ("fire/arm", "agreed on Monday"), ("flood/run", "a partner asks a thousand times a second") })
            (await http.PostAsJsonAsync("/api/plans/" + path, new { reason })).EnsureSuccessStatusCode();
    }

    private static string Plan(string title, string titleZh, string actions) => $$"""
        {"title":"{{title}}","titleZh":"{{titleZh}}","owner":"operations","trigger":{"kind":"triggered","when":"p99 is over a second for a minute","whenZh":"p99 超过一秒达一分钟"},"decider":"duty lead",
        "buyersNotice":"Item pages without reviews","buyersNoticeZh":"商品页不显示评价","check":{"kind":"instances","withinSeconds":1800,"holdSeconds":1700},"undoCheck":{"kind":"instances"},"actions":[{{actions}}],"autoRevertMinutes":240}
        """;
}
