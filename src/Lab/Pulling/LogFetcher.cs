using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Lab.Pulling;

/// <summary>A log file laid into the pull's own folder, with its digest.</summary>
internal sealed record FetchedFile(string Name, string Path, long Bytes, string Sha256);

/// <summary>Why a source gave nothing or not all.</summary>
internal sealed class FetchException(string message) : Exception(message);

/// <summary>Brings the files of one source that may hold statements of a day: from a folder, from gates, from what a program prints.</summary>
internal sealed class LogFetcher(HttpClient http, string? gateToken)
{
    // A file that was closed long before the day began cannot hold any of it; the hour is for clocks that differ.
    private static readonly TimeSpan _clockDifference = TimeSpan.FromHours(1);

    /// <summary>Fetches into the folder; throws <see cref="FetchException"/> at the first thing that fails, after what was fetched is in <paramref name="fetched"/>.</summary>
    public Task FetchAsync(PullSource source, LogDay day, string folder, List<FetchedFile> fetched, CancellationToken ct) => source switch
    {
        { Directory: { } directory } => FolderAsync(directory, source.Files, day, folder, fetched, ct),
        { Command: { } command } => CommandAsync(source.Name, command, day, folder, fetched, ct),
        _ => GatesAsync(source.Gates ?? [], day, folder, fetched, ct),
    };

    private static async Task FolderAsync(string directory, string files, LogDay day, string folder, List<FetchedFile> fetched, CancellationToken ct)
    {
        if (!Directory.Exists(directory))
            throw new FetchException($"{directory} does not exist");
        foreach (string file in Directory.EnumerateFiles(directory, files).Order(StringComparer.Ordinal))
        {
            if (File.GetLastWriteTimeUtc(file) < (day.Start - _clockDifference).UtcDateTime)
                continue;
            try
            {
                await using var input = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan | FileOptions.Asynchronous);
                fetched.Add(await KeepAsync(Path.GetFileName(file), input, folder, fetched.Count, ct).ConfigureAwait(false));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new FetchException($"{file} cannot be read: {e.Message}");
            }
        }
    }

    private static async Task CommandAsync(string name, IReadOnlyList<string> command, LogDay day, string folder, List<FetchedFile> fetched, CancellationToken ct)
    {
        string[] words = [.. command.Select(word => word.Replace("{date}", day.Name, StringComparison.Ordinal))];
        Process? started;
        try
        {
            started = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true });
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new FetchException($"{words[0]} cannot be started: {e.Message}");
        }
        using Process process = started!;
        process.StandardInput.Close();
        try
        {
            Task<string> said = process.StandardError.ReadToEndAsync(ct);
            FetchedFile file = await KeepAsync(name, process.StandardOutput.BaseStream, folder, fetched.Count, ct).ConfigureAwait(false);
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
            string error = (await said.ConfigureAwait(false)).Trim();
            if (process.ExitCode != 0)
                throw new FetchException($"{words[0]} ended with {process.ExitCode}: {(error.Length > 0 ? error.Split('\n')[^1] : "it said nothing")}");
            fetched.Add(file);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private async Task GatesAsync(IReadOnlyList<Uri> gates, LogDay day, string folder, List<FetchedFile> fetched, CancellationToken ct)
    {
        foreach (Uri gate in gates)
        {
            try
            {
                await GateAsync(gate, day, folder, fetched, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or KeyNotFoundException)
            {
                throw new FetchException($"the gate at {gate} did not give its captures: {e.Message}");
            }
        }
    }

    private async Task GateAsync(Uri gate, LogDay day, string folder, List<FetchedFile> fetched, CancellationToken ct)
    {
        // 1. What is still being written ends here, so that it is whole.
        using (HttpResponseMessage ended = await SendAsync(HttpMethod.Post, new Uri(gate, "/capture"), ct).ConfigureAwait(false))
            ended.EnsureSuccessStatusCode();

        // 2. The list names size and digest; what arrives must agree.
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, new Uri(gate, "/capture/files"), ct).ConfigureAwait(false);
        if (answer.StatusCode is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden)
            throw new FetchException($"the gate at {gate} refuses: its admin token is another than this site's");
        answer.EnsureSuccessStatusCode();
        using JsonDocument list = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false));
        string name = list.RootElement.GetProperty("gate").GetString()!;
        foreach (JsonElement file in list.RootElement.GetProperty("files").EnumerateArray())
        {
            if (file.GetProperty("lastWrite").GetDateTimeOffset() < day.Start - _clockDifference)
                continue;
            string title = file.GetProperty("name").GetString()!;
            using HttpResponseMessage content = await SendAsync(HttpMethod.Get, new Uri(gate, "/capture/files/" + Uri.EscapeDataString(title)), ct).ConfigureAwait(false);
            content.EnsureSuccessStatusCode();
            await using Stream body = await content.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            FetchedFile kept = await KeepAsync($"{name}-{title}", body, folder, fetched.Count, ct).ConfigureAwait(false);
            if (kept.Sha256 != file.GetProperty("sha256").GetString())
                throw new FetchException($"{title} of {name} arrived other than it was sent: {kept.Bytes} of {file.GetProperty("bytes").GetInt64()} bytes");
            fetched.Add(kept);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, address);
        if (gateToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", gateToken);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
    }

    /// <summary>Lays the content down under a number, its own name behind it, and digests it on the way.</summary>
    private static async Task<FetchedFile> KeepAsync(string name, Stream content, string folder, int number, CancellationToken ct)
    {
        string path = Path.Combine(folder, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number:0000}-{name}"));
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        await using (FileStream output = PrivateFiles.Create(path))
        {
            int read;
            while ((read = await content.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
            {
                digest.AppendData(buffer, 0, read);
                await output.WriteAsync(buffer.AsMemory(0, read), ct).ConfigureAwait(false);
                bytes += read;
            }
        }
        return new FetchedFile(name, path, bytes, Convert.ToHexStringLower(digest.GetHashAndReset()));
    }
}
