using System.Globalization;
using ChatDr.Api.V1Alpha1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ChatDr.Lab.Demo;

/// <summary>
/// Draws the two sites side by side, the databases, the order's steps and the last lines of the story; its height does not change, so that nothing jumps.
/// </summary>
internal sealed class LiveScreen(IAnsiConsole console, TimeProvider time) : IDemoScreen
{
    private const int LinesShown = 10;
    private const int SiteHeight = 7;
    private const int StepColumns = 3;
    private const int StepRows = 5;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly long _start = time.GetTimestamp();

    /// <inheritdoc/>
    public void Say(string line)
    {
        lock (_gate)
        {
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_start).TotalSeconds,6:0.0} s  {line}"));
        }
    }

    /// <inheritdoc/>
    public Task RunAsync(Func<DemoView> view, CancellationToken stop) => console.Live(new Text("")).StartAsync(async display =>
    {
        try
        {
            using var timer = new PeriodicTimer(Period, time);
            do
            {
                display.UpdateTarget(Draw(view()));
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            display.UpdateTarget(Draw(view()));
        }
    });

    private Rows Draw(DemoView view)
    {
        List<string> lines;
        lock (_gate)
        {
            lines = [.. _lines.TakeLast(LinesShown)];
        }

        var sites = new Grid();
        var row = (view.Pool?.Spec.Sites ?? []).Select(site => Site(view, site)).ToArray();
        foreach (var _ in row)
        {
            sites.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0), Width = console.Profile.Width / row.Length });
        }

        return new Rows(
            new Markup(Traffic(view)),
            row.Length == 0 ? new Text("The pool is not applied yet.") : sites.AddRow(row),
            new Markup(Databases(view)),
            Framed(Steps(view.Order), view.Order is { } order ? $"{order.Metadata.Name}: {order.Spec.Mode} to {order.Spec.Target}" : "no failover under way"),
            Framed(new Text(string.Join('\n', lines), Style.Plain) { Overflow = Overflow.Ellipsis }, "story"));
    }

    private static Panel Framed(IRenderable content, string title) =>
        new Panel(content).Header($" {Markup.Escape(title)} ").Border(BoxBorder.Rounded).BorderColor(Color.Grey).Expand();

    private static Panel Site(DemoView view, PoolSite site)
    {
        var serves = view.Pool?.Status?.ActiveSite == site.Name;
        var lost = view.LostSites.Contains(site.Name);
        var (word, color) = lost ? ("LOST", Color.Red) : serves ? ("serves", Color.Green) : ("stands by", Color.Grey);
        var table = new Grid().AddColumns(3);
        foreach (var sample in view.Instances.Where(sample => sample.Site == site.Name).OrderBy(sample => (sample.Instance, sample.Database)))
        {
            var writes = sample.TakesWrites && !lost;
            var style = writes ? "green" : lost ? "grey" : sample.State == "ONLINE" ? "default" : "grey";
            table.AddRow(
                new Markup(Markup.Escape(sample.Instance)),
                new Markup($"[{style}]{Markup.Escape(sample.Database)}[/]"),
                new Markup($"[{style}]{(lost ? "no answer" : Markup.Escape($"{sample.Role} {sample.State}".Trim()))}{(writes ? " ●" : "")}[/]"));
        }

        var active = lost ? 0 : view.ActiveChat.GetValueOrDefault(site.Name);
        var standby = Math.Max(0, site.ChatServers.Replicas - active);
        var chat = new Markup(
            $"chat servers [green]{new string('●', active)}[/][grey]{new string('○', standby)}[/] {active} of {site.ChatServers.Replicas} active");
        return new Panel(new Rows(table, chat)) { Height = SiteHeight }
            .Header($" [bold]{Markup.Escape(site.Name)}[/] [{color.ToMarkup()}]{word}[/] ").Border(BoxBorder.Rounded).BorderColor(color).Expand();
    }

    private string Traffic(DemoView view) =>
        string.Create(CultureInfo.InvariantCulture, $"[bold]ChatDR[/] {time.GetElapsedTime(_start).TotalSeconds,5:0.0} s   ")
        + $"pool [bold]{view.Pool?.Status?.PoolState.ToString() ?? "?"}[/]   messages acknowledged [bold]{view.Acknowledged}[/], {view.PerSecond,3}/s   "
        + (view.Violations == 0 ? "[green]invariants hold[/]" : $"[red]{view.Violations} invariants broken[/]");

    private static string Databases(DemoView view) => string.Join('\n', (view.Pool?.Status?.Databases ?? []).Select(database =>
        $" [bold]{Markup.Escape(database.Name),-8}[/] {(database.MirroringState == "Synchronized" ? "[green]" : "[yellow]")}"
        + $"{Markup.Escape(database.MirroringState ?? "no mirror"),-14}[/]"
        + (database.EstimatedDataLoss is { } loss ? $" shipped to the other site; its loss would cost {Markup.Escape(loss)}" : "")));

    private static Grid Steps(PoolFailover? order)
    {
        var steps = (order?.Status?.Steps ?? []).Select(Step).ToList();
        var rows = Math.Max(StepRows, (steps.Count + StepColumns - 1) / StepColumns);
        var grid = new Grid().Expand().AddColumns(StepColumns);
        for (var row = 0; row < rows; row++)
        {
            grid.AddRow([.. Enumerable.Range(0, StepColumns).Select(column => new Markup(steps.ElementAtOrDefault((column * rows) + row) ?? " "))]);
        }

        return grid;
    }

    private static string Step(FailoverStep step)
    {
        var took = step is { Started: { } started, Finished: { } finished }
            ? string.Create(CultureInfo.InvariantCulture, $" [grey]{(finished - started).TotalSeconds:0.0} s[/]")
            : "";
        return step.State switch
        {
            FailoverStepState.Done => $"[green]✓ {Markup.Escape(step.Name)}[/]{took}",
            FailoverStepState.Running => $"[yellow]▶ {Markup.Escape(step.Name)}[/]",
            FailoverStepState.Failed => $"[red]✗ {Markup.Escape(step.Name)}[/]{took}",
            FailoverStepState.Skipped => $"[grey]– {Markup.Escape(step.Name)}[/]",
            FailoverStepState.Pending => $"[grey]· {Markup.Escape(step.Name)}[/]",
            _ => throw new InvalidOperationException($"The step {step.Name} is in the unknown state {step.State}."),
        };
    }
}
