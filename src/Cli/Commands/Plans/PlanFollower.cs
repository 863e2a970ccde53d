using System.Text.Json;

namespace Seawall.Cli;

/// <summary>Waits until a plan has come to where it stays, telling each step.</summary>
internal sealed class PlanFollower(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(300);

    /// <summary>The plan once it is active, undone or failed, or what it is when the time is over.</summary>
    /// <param name="undoing">Also until the check after undoing has spoken.</param>
    public async Task<JsonElement> FollowAsync(string plan, TimeSpan patience, bool undoing, CancellationToken ct)
    {
        long began = time.GetTimestamp();
        string told = "";
        while (true)
        {
            JsonElement now = await ApiOptions.GetAsync(http, PlanText.Path(plan), ct).ConfigureAwait(false);
            JsonElement run = now.GetProperty("activation");
            string step = run.ValueKind != JsonValueKind.Object ? "" : $"{run.GetProperty("phase").GetString()} {string.Join(", ", run.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("name").GetString()))}".TrimEnd();
            if (step != told)
            {
                await Console.Error.WriteLineAsync(step).ConfigureAwait(false);
                told = step;
            }
            if (run.ValueKind != JsonValueKind.Object || IsSettled(run, undoing) || time.GetElapsedTime(began) > patience)
            {
                return now;
            }
            await Task.Delay(_pace, time, ct).ConfigureAwait(false);
        }
    }

    private static bool IsSettled(JsonElement run, bool undoing) => run.GetProperty("phase").GetString() switch
    {
        "active" or "failed" => true,
        "undone" => !undoing || PlanText.Of(run.GetProperty("end"), "undoChecked") is not null,
        _ => false,
    };
}
