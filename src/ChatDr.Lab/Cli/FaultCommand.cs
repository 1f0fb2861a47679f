using System.CommandLine;
using System.Globalization;
using ChatDr.Lab.Faults;

namespace ChatDr.Lab.Cli;

/// <summary><c>fault</c>: disasters for a lab that another process runs.</summary>
internal static class FaultCommand
{
    /// <summary>The environment variable that names a lab's fault address.</summary>
    public const string Variable = "CHATDR_LAB";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var lab = new Option<string?>("--lab") { Description = $"The address that 'up' printed; without it, ${Variable}.", Recursive = true };
        var ns = new Option<string>("--namespace", "-n") { Description = "The pod's namespace.", DefaultValueFactory = _ => "default" };
        var pod = new Argument<string>("pod") { Description = "The pod's name." };
        var site = new Argument<string>("site") { Description = "The site's name, or its zone." };
        var kill = new Command("kill-pod", "Kills a pod without grace; its controller makes a new one.") { pod, ns };
        var lose = new Command("lose-site", "Kills every pod of a site at one moment and keeps them dead.") { site };
        var restore = new Command("restore-site", "Brings a lost site back.") { site };
        kill.SetAction((arguments, stop) => PostAsync(
            arguments, arguments.GetValue(lab), $"kill-pod/{Escape(arguments.GetRequiredValue(ns))}/{Escape(arguments.GetRequiredValue(pod))}", stop));
        lose.SetAction((arguments, stop) => PostAsync(arguments, arguments.GetValue(lab), $"lose-site/{Escape(arguments.GetRequiredValue(site))}", stop));
        restore.SetAction((arguments, stop) => PostAsync(arguments, arguments.GetValue(lab), $"restore-site/{Escape(arguments.GetRequiredValue(site))}", stop));
        return new Command("fault", "Brings a disaster about in a running lab, or ends it.") { lab, kill, lose, restore, Api(lab) };
    }

    /// <summary><c>fault api</c>: a bad day of the API server.</summary>
    private static Command Api(Option<string?> lab)
    {
        Option<double?>[] amounts =
        [
            new("--latency") { Description = "Milliseconds that every request waits." },
            new("--throttle") { Description = "Share of requests answered 429 with Retry-After, from 0 to 1." },
            new("--errors") { Description = "Share of requests answered 500." },
            new("--conflicts") { Description = "Share of updates and patches answered 409, as if another writer had been quicker." },
        ];
        Option<bool>[] flags =
        [
            new("--freeze") { Description = "Watches fall silent, old and new ones, until --clear." },
            new("--drop") { Description = "Break every watch off, once." },
            new("--compact") { Description = "Forget past changes, once: older revisions are answered 410." },
            new("--clear") { Description = "End what was asked for before." },
        ];
        var api = new Command("api", "Makes the API server suffer: what is not named stays as it is.");
        foreach (Option option in (IEnumerable<Option>)[.. amounts, .. flags])
        {
            api.Options.Add(option);
        }

        api.SetAction((arguments, stop) =>
        {
            var query = amounts.Where(amount => arguments.GetValue(amount) is not null)
                .Select(amount => string.Create(CultureInfo.InvariantCulture, $"{amount.Name[2..]}={arguments.GetValue(amount)}"))
                .Concat(flags.Where(arguments.GetValue).Select(flag => $"{flag.Name[2..]}=1"));
            return PostAsync(arguments, arguments.GetValue(lab), $"api?{string.Join('&', query)}", stop);
        });
        return api;
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static async Task<int> PostAsync(ParseResult arguments, string? lab, string fault, CancellationToken cancellationToken)
    {
        var error = arguments.InvocationConfiguration.Error;
        if (!Uri.TryCreate(lab ?? Environment.GetEnvironmentVariable(Variable), UriKind.Absolute, out var address))
        {
            await error.WriteLineAsync($"Which lab? Give --lab or set {Variable} to the address that 'up' printed.");
            return 2;
        }

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"faults/{fault}"));
        request.Headers.Add(FaultServer.Header, "1");
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return 0;
            }

            await error.WriteLineAsync(await answer.Content.ReadAsStringAsync(cancellationToken));
            return 1;
        }
        catch (HttpRequestException unreachable)
        {
            await error.WriteLineAsync($"No lab answers at {address}: {unreachable.Message}");
            return 1;
        }
    }
}
