namespace ChatDr.Lab.Demo;

/// <summary>Where the story is told: a live view on a terminal, lines elsewhere.</summary>
internal interface IDemoScreen
{
    /// <summary>Something happened.</summary>
    void Say(string line);

    /// <summary>Shows how things stand until cancelled; a screen of lines shows nothing.</summary>
    Task RunAsync(Func<DemoView> view, CancellationToken stop);
}
