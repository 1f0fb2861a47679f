using System.Text;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Demo;
using ChatDr.SqlServer.Sessions;

namespace ChatDr.EndToEnd.Tests.Lab;

/// <summary>People who chat all the while, and an auditor who looks at every SQL instance beside them.</summary>
internal sealed class Clients : IAsyncDisposable
{
    private const int People = 3;
    private const int MessagesToGoOn = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly SocketsHttpHandler _handler = new() { PooledConnectionLifetime = Patience, ConnectTimeout = Patience };
    private readonly SqlClientConnector _connector = new(Patience * 2);
    private readonly MessageLedger _ledger;
    private readonly LossAccount _losses = new();
    private readonly HttpClient _http;
    private readonly ChatHistory _history;
    private readonly InvariantAuditor _auditor;
    private readonly Task _work;

    private Clients(PoolLab lab, Uri room, string password, MessageLedger ledger)
    {
        _ledger = ledger;
        _http = new HttpClient(_handler) { Timeout = Patience * 2 };
        _history = new ChatHistory(_http, room, TimeProvider.System);
        _auditor = new InvariantAuditor(lab.Client, new InstanceProbe(_connector, password), DemoPool.Name, TimeProvider.System);
        _work = Task.WhenAll(new ChatLoad(_http, room, _ledger, TimeProvider.System).RunAsync(People, _stop.Token), _auditor.RunAsync(_stop.Token));
    }

    /// <summary>Begins to chat with a pool that serves.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="before">The same people, who were promised something before and have stopped since.</param>
    public static async Task<Clients> StartAsync(PoolLab lab, StretchedChatPool pool, Clients? before = null)
    {
        var address = lab.Cluster.Node.AddressOf(DemoPool.ChatService, 80).ShouldNotBeNull("the chat's Service answers");
        var secret = await lab.Client.GetAsync<V1Secret>(PoolLab.Named(pool.Spec.Sql.CredentialsSecretRef.Name), CancellationToken.None);
        var clients = new Clients(
            lab,
            new Uri($"http://{address}/rooms/lobby/messages"),
            Encoding.UTF8.GetString(secret!.Data!["MSSQL_SA_PASSWORD"]),
            before?._ledger ?? new MessageLedger());
        await clients.AreAnsweredAsync();
        return clients;
    }

    /// <summary>Waits until clients get acknowledgements, from now on.</summary>
    public async Task AreAnsweredAsync()
    {
        var from = TimeProvider.System.GetUtcNow();
        await PoolLab.UntilAsync(
            () => Task.FromResult(_ledger.CountSince(from)), count => count >= MessagesToGoOn, $"the chat acknowledges {MessagesToGoOn} messages");
    }

    /// <summary>Acknowledged messages that the chat does not have any more, since it was asked last.</summary>
    public async Task<IReadOnlyList<AcknowledgedMessage>> LostAsync()
    {
        var promised = _ledger.Since(0);
        return _losses.Close(promised, await _history.ReadAllAsync(CancellationToken.None)).Lost;
    }

    /// <summary>
    /// Insists that at no moment two instances took writes for the same database, nor another invariant broke: until a look that began from now on has ended.
    /// </summary>
    public async Task SawOneWriterAtMostAsync()
    {
        var begun = _auditor.Rounds + 1;
        await PoolLab.UntilAsync(() => Task.FromResult(_auditor.Rounds), rounds => rounds > begun, "the auditor has looked");
        _auditor.Violations.ShouldBeEmpty();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
        _http.Dispose();
        _handler.Dispose();
        _connector.Dispose();
    }
}
