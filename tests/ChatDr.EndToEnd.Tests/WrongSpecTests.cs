using ChatDr.Api.V1Alpha1;
using ChatDr.EndToEnd.Tests.Lab;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Demo;

namespace ChatDr.EndToEnd.Tests;

/// <summary>Who applies a wrong spec is told what to change: each file of <c>config/samples/invalid</c> has the sentence beside it.</summary>
public sealed class WrongSpecTests
{
    public static TheoryData<string> WrongPools =>
        [.. WrongSamples.Where(name => Samples.Read($"invalid/{name}.yaml").Contains("kind: StretchedChatPool", StringComparison.Ordinal))];

    private static IEnumerable<string> WrongSamples =>
        Directory.EnumerateFiles(Path.Combine(Samples.Folder, "invalid"), "*.yaml")
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(WrongPools))]
    public async Task WrongPool_Applied_ItsOwnerIsToldWhatToChange(string sample)
    {
        var sentence = Samples.Read($"invalid/{sample}.txt").Trim();
        await using var lab = await PoolLab.StartAsync();
        try
        {
            await lab.ApplyAsync(Samples.Read($"invalid/{sample}.yaml"));
        }
        catch (KubernetesApiException refused) when (refused.IsInvalid)
        {
            refused.Message.ShouldContain(sentence);
            return;
        }

        await lab.UntilAsync<StretchedChatPool>(
            "wrong",
            pool => Says(pool.Status?.Conditions, "Stalled", "True", sentence) && Says(pool.Status?.Conditions, "Ready", "False", sentence),
            $"the pool says: {sentence}");
        await lab.EventAsync(
            "StretchedChatPool",
            "wrong",
            happened => happened.Type == "Warning" && happened.Note?.Contains(sentence, StringComparison.Ordinal) == true,
            $"an event says: {sentence}");
        (await lab.Client.ListAsync<V1StatefulSet>(DemoPool.Namespace, new ListOptions(), CancellationToken.None)).Items
            .ShouldBeEmpty("nothing starts from a wrong spec");
    }

    [Fact]
    public async Task MissingSecret_Created_PoolIsBuiltWithoutAnotherApply()
    {
        await using var lab = await PoolLab.StartAsync();
        await lab.ApplyAsync(Samples.Read("invalid/missing-secret.yaml"));
        await lab.UntilAsync<StretchedChatPool>("wrong", pool => pool.Status?.Phase == "Invalid", "the pool is refused");

        await lab.ApplyAsync("""
            apiVersion: v1
            kind: Secret
            metadata: {name: no-such-secret}
            stringData: {MSSQL_SA_PASSWORD: Change-me-0815}
            """);

        await lab.WholeAsync("atlanta", "wrong");
    }

    [Fact]
    public async Task ForcedWithoutAcknowledgement_Ordered_IsRefusedWithTheRemedyAndThePoolGoesOn()
    {
        var sentence = Samples.Read("invalid/forced-without-acknowledgement.txt").Trim();
        await using var lab = await PoolLab.StartAsync();
        await using var clients = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool));

        await lab.ApplyAsync(Samples.Read("invalid/forced-without-acknowledgement.yaml"));

        var order = await lab.EndedAsync("unacknowledged");
        order.Status!.Phase.ShouldBe("Refused");
        Says(order.Status.Conditions, "Stalled", "True", sentence).ShouldBeTrue(order.Status.Message);
        await lab.EventAsync(
            "PoolFailover",
            "unacknowledged",
            happened => happened.Type == "Warning" && happened.Note?.Contains(sentence, StringComparison.Ordinal) == true,
            $"an event says: {sentence}");
        await clients.AreAnsweredAsync();
        await lab.WholeAsync("atlanta");
    }

    private static bool Says(IReadOnlyList<V1Condition>? conditions, string type, string status, string sentence) =>
        conditions?.Any(condition =>
            condition.Type == type && condition.Status == status && condition.Message.Contains(sentence, StringComparison.Ordinal)) == true;
}
