using System.Globalization;
using ChatDr.Api.V1Alpha1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ChatDr.Lab.Demo;

/// <summary>Draws the two sites side by side, the order's steps and the last lines of the story.</summary>
internal sealed class LiveScreen(IAnsiConsole console, TimeProvider time) : IDemoScreen
{
    private const int LinesShown = 10;
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
        var sites = new Table().Border(TableBorder.Rounded).Expand();
        foreach (var site in view.Pool?.Spec.Sites ?? [])
        {
            sites.AddColumn(new TableColumn(Heading(view, site.Name)));
        }

        if (view.Pool is { } pool)
        {
            sites.AddRow(pool.Spec.Sites.Select(site => Site(view, site.Name)));
        }

        List<string> lines;
        lock (_gate)
        {
            lines = [.. _lines.TakeLast(LinesShown)];
        }

        return new Rows(
            sites,
            new Markup(Traffic(view)),
            new Markup(view.Order is { } order ? Steps(order) : ""),
            new Panel(new Text(string.Join('\n', lines))).Header("story").Expand());
    }

    private static string Heading(DemoView view, string site)
    {
        var active = view.Pool?.Status?.ActiveSite == site ? " [green]serves[/]" : "";
        var lost = view.LostSites.Contains(site) ? " [red]LOST[/]" : "";
        return $"[bold]{Markup.Escape(site)}[/]{active}{lost}";
    }

    private static Rows Site(DemoView view, string site)
    {
        var rows = view.Instances.Where(sample => sample.Site == site).OrderBy(sample => (sample.Instance, sample.Database))
            .Select(IRenderable (sample) => new Markup(
                $"{Markup.Escape(sample.Instance)}  {Markup.Escape(sample.Database),-8} {(sample.TakesWrites ? "[green]" : "[grey]")}{Markup.Escape($"{sample.Role} {sample.State}".Trim())}[/]"));
        return new Rows([.. rows, new Markup($"chat servers active: [bold]{view.ActiveChat.GetValueOrDefault(site)}[/]")]);
    }

    private static string Traffic(DemoView view) =>
        $"messages acknowledged [bold]{view.Acknowledged}[/], {view.PerSecond}/s   estimated loss now {Markup.Escape(view.Pool?.Status?.EstimatedDataLoss ?? "?")}   "
        + (view.Violations == 0 ? "[green]invariants hold[/]" : $"[red]{view.Violations} invariants broken[/]");

    private static string Steps(PoolFailover order) =>
        $"[bold]{Markup.Escape(order.Metadata.Name ?? "")}[/] {order.Spec.Mode} → {Markup.Escape(order.Spec.Target)}: "
        + string.Join(' ', (order.Status?.Steps ?? []).Select(step => step.State switch
        {
            FailoverStepState.Done => $"[green]✓{Markup.Escape(step.Name)}[/]",
            FailoverStepState.Running => $"[yellow]▶{Markup.Escape(step.Name)}[/]",
            FailoverStepState.Failed => $"[red]✗{Markup.Escape(step.Name)}[/]",
            FailoverStepState.Skipped => $"[grey]–{Markup.Escape(step.Name)}[/]",
            FailoverStepState.Pending => $"[grey]·{Markup.Escape(step.Name)}[/]",
            _ => throw new InvalidOperationException($"The step {step.Name} is in the unknown state {step.State}."),
        }));
}
