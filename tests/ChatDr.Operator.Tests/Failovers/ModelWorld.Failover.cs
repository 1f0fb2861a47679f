using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Failovers;
using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Tests.Failovers;

/// <summary>The failover controller's passes, statement by statement, and what can go wrong around them.</summary>
internal sealed partial record ModelWorld
{
    /// <summary>One pass up to the stored status, or one statement of what was decided. It may die before anything else happens: then only what is stored counts.</summary>
    public ModelWorld FailoverStep(int at)
    {
        var model = Orders[at];
        return model.Pending.Count > 0 ? Send(at, model) : FailoverPhase.IsFinal(model.Order.Status?.Phase) ? Gone(at, model) : Decide(at, model);
    }

    /// <summary>The operator dies: what it had decided and not sent is forgotten.</summary>
    public ModelWorld OperatorDies() => this with { Orders = [.. Orders.Select(model => model with { Pending = [], Applied = false, Written = false })] };

    /// <summary>Somebody deletes an order.</summary>
    public ModelWorld Delete(int at) => !OrderMarks.HasBegun(Orders[at].Order) ? this with { Orders = Orders.RemoveAt(at) } : Set(at, Orders[at] with { Order = Orders[at].Order with { Metadata = Orders[at].Order.Metadata with { DeletionTimestamp = Now } } });

    /// <summary>The order's status is lost.</summary>
    public ModelWorld LoseStatus(int at) => Set(at, Orders[at] with { Order = Orders[at].Order with { Status = null }, Pending = [], Applied = false, Written = false });

    private ModelWorld Decide(int at, ModelOrder model)
    {
        var status = model.Order.Status ?? new PoolFailoverStatus();
        var seen = Snapshot(model);
        var decision = status.Phase == FailoverPhase.Running ? FailoverMachine.Next(model.Order, status, seen, Now) : new FailoverDecision(FailoverStart.Next(model.Order, status, seen, Now));
        if (decision.Status.Phase == FailoverPhase.Running && !OrderMarks.HasBegun(model.Order))
        {
            return Set(at, model with { Order = model.Order with { Metadata = model.Order.Metadata with { Finalizers = [OrderMarks.Finalizer] } } });
        }

        var moved = decision.Status.CurrentStep != status.CurrentStep || decision.Status.Phase != status.Phase || decision.Status.Steps.Count(step => step.Finished is not null) != status.Steps.Count(step => step.Finished is not null);
        var forget = decision.Kind is null && !moved;
        var next = model with { Order = model.Order with { Status = decision.Status }, Pending = Statements(decision), Applied = model.Applied && !forget, Written = model.Written && !forget };
        return Set(at, next) with { Violation = Violation ?? Judge(model.Order, decision) };
    }

    /// <summary>An order that has ended gives its finalizer up; then it goes if it was deleted, else it stays as a record.</summary>
    private ModelWorld Gone(int at, ModelOrder model) => !OrderMarks.HasBegun(model.Order) ? this
        : model.Order.Metadata.DeletionTimestamp is not null ? this with { Orders = Orders.RemoveAt(at) }
        : Set(at, model with
        {
            Order = model.Order with
            {
                Metadata = model.Order.Metadata with { Finalizers = [], Annotations = new Dictionary<string, string> { [OrderMarks.EndedAnnotation] = model.Order.Status!.Phase! } },
            },
        });

    private string? Judge(PoolFailover order, FailoverDecision decision)
    {
        if (decision.Kind is FailoverActionKind.TakeTail && (ChatConfigured.Named > 0 || ReadyChatServers > 0))
        {
            return $"S7: the tail is taken while {ChatConfigured.Named} chat servers are configured to be active and {ReadyChatServers} are ready";
        }

        if (decision.Kind is FailoverActionKind.TakeTail && !StandsStill)
        {
            return $"S4: the tail is taken while {string.Join(", ", Mirrorings)} and {Shipping} do not all stand still";
        }

        if (decision.Kind is not FailoverActionKind.Recover || this[decision.Instance!] is not { Log: { } log } target)
        {
            return null;
        }

        var others = Instances.Where(one => one.Site != target.Site && one.Log is not null).ToList();
        var away = $"{target.Name} is recovered while";
        return ChatConfigured.Named > 0 ? $"S7: {away} chat servers are configured to be active"
            : target.Site != (order.Spec.Target == "one" ? 1 : 2) ? (!IsForced && others.Exists(one => one.Serves) ? $"S1: {away} the other site serves" : null)
            : JudgeTarget(order, log, others) is { } wrong ? $"{wrong}: {away} the other site is {string.Join("; ", others)}"
            : null;
    }

    private bool StandsStill =>
        Shipping is { Suspend: true, Acknowledged: true, SaysSuspended: true }
        && Mirrorings.All(mirroring => mirroring is { Suspend: true, Acknowledged: true, SaysSuspended: true });

    /// <summary>What is wrong with recovering the target of an order now.</summary>
    private string? JudgeTarget(PoolFailover order, string log, List<ModelInstance> sources) => order.Spec.Mode == FailoverMode.Planned
        ? sources.Exists(one => one.Serves) ? "S1, both would serve"
            : !IsForced && !log.StartsWith(Acknowledged, StringComparison.Ordinal) ? $"S4, {log} lacks some of {Acknowledged}"
            : !Files.Any(file => file.Name.Kind == LogBackupKind.Tail && file.Upto == log) ? "S4, its log does not end where the tail ends"
            : null
        : !order.Spec.AcknowledgeDataLoss ? "S3, nobody accepted the loss"
            : !Mirrorings[order.Spec.Target == "one" ? 1 : 0].Fence ? "S1, nobody has ordered the source's fence"
            : sources.Exists(one => one.IsWritable) ? "S1, a source that answers takes writes"
            : null;

    private ImmutableList<ModelStatement> Statements(FailoverDecision decision) => decision.Kind switch
    {
        FailoverActionKind.TakeTail when decision.Statements is { Count: 2 } both => [new("remove", decision.Instance!), new("tail", decision.Instance!, FileIn(both[1].Text))],
        FailoverActionKind.TakeTail => [new("tail", decision.Instance!, FileIn(decision.Statements![0].Text))],
        FailoverActionKind.ApplyLogs => [new("apply", decision.Instance!)],
        FailoverActionKind.Recover => [new("recover", decision.Instance!)],
        FailoverActionKind.Write => [new("write", decision.Instance!)],
        null => [],
        _ => throw new InvalidOperationException($"The model does not know {decision.Kind}."),
    };

    /// <summary>Sends the next statement. What is refused is forgotten with all that should have followed.</summary>
    private ModelWorld Send(int at, ModelOrder model)
    {
        var statement = model.Pending[0];
        var done = Set(at, model with { Pending = model.Pending.RemoveAt(0) });
        var refused = Set(at, model with { Pending = [] });
        var one = this[statement.Instance];
        if (!one.Up || one.Log is not { } log)
        {
            return refused;
        }

        switch (statement.What)
        {
            case "remove" when one is { IsPrimary: true, InGroup: true, Online: true }:
                return done with { Instances = [.. Instances.Select(partner => partner.Site != one.Site ? partner : partner with { InGroup = false, Online = partner.Name == one.Name })] };
            case "tail" when one is { Online: true, InGroup: false }:
                var name = LogBackupName.TryParse(Database, statement.File!)!;
                return done.Set(one with { Log = log + "t", Online = false }) with { Files = Files.Add(new ModelFile(name, log + "t")) };
            case "apply" when one is { Online: false, InGroup: false }:
                return Files.FirstOrDefault(file => file.Continues(log)) is { } next ? Set(one with { Log = next.Upto }) : Set(at, model with { Pending = [], Applied = true });
            case "recover" when one is { Online: false, InGroup: false }:
                return Ended(done.Set(one with { Online = true, Log = log + (one.Site == 1 ? "r" : "R") }));
            case "write" when one.Serves:
                return Set(at, model with { Pending = [], Written = true }).Set(one with { Log = log + "p" }).Mirrored(one.Name, log);
            default:
                return refused;
        }
    }

    /// <summary>The mirror holds what its principal has committed.</summary>
    private ModelWorld Mirrored(string principal, string before) => this with
    {
        Instances = [.. Instances.Select(one => one.Name != principal && one.Site == this[principal].Site && this[principal].InGroup && one is { Up: true, InGroup: true } && one.Log == before ? one with { Log = this[principal].Log } : one)],
    };

    private ModelWorld Set(int at, ModelOrder changed) => this with { Orders = Orders.SetItem(at, changed) };

    private static string FileIn(string statement) => FileName().Match(statement).Value;

    [GeneratedRegex(@"mgc_[0-9]{25}_[0-9]{17}[^']*?\.trn")]
    private static partial Regex FileName();
}
