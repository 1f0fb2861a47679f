using System.Security.Authentication;
using System.Text;
using System.Threading.Channels;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.Tds.Messages;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Tds;

/// <summary>
/// One client. A pump reads messages while a request runs, so that an attention or the client's end cancels it.
/// </summary>
internal sealed class TdsConnection(Stream socket, string client, TdsServerOptions options, IInstanceFrontend frontend, TimeProvider time, ILogger logger)
{
    /// <summary>A request that waits for the one that runs, and the attention before it.</summary>
    private const int MostWaitingMessages = 2;

    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(5);
    private readonly MessageWriter _writer = new();
    private readonly RpcDispatcher _procedures = new();
    private readonly RunningRequest _running = new();

    /// <summary>Serves the client until it leaves, breaks the protocol, is killed or <paramref name="end"/> is cancelled. Never throws.</summary>
    public async Task ServeAsync(CancellationToken end)
    {
        try
        {
            await using var login = new TdsLogin(options, frontend, logger);
            if (await LogInAsync(login, end) is not ({ } session, { } stream))
            {
                return;
            }

            await using (session)
            {
                using var life = CancellationTokenSource.CreateLinkedTokenSource(end, session.Killed);
                await ServeSessionAsync(session, stream, life);
            }
        }
        catch (TdsProtocolException broken)
        {
            logger.ProtocolError(broken.Message, client);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
        {
            logger.ConnectionLost(lost.Message, client);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            logger.RequestFailed(fault, _writer.SessionId);
        }
    }

    private async Task<(IClientSession, Stream)?> LogInAsync(TdsLogin login, CancellationToken end)
    {
        using var timeout = new CancellationTokenSource(options.LoginTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, timeout.Token);
        try
        {
            return await login.OpenAsync(socket, _writer, client, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            logger.LoginTimedOut(options.LoginTimeout, client);
            return null;
        }
    }

    private async Task ServeSessionAsync(IClientSession session, Stream stream, CancellationTokenSource life)
    {
        var requests = Channel.CreateBounded<TdsMessage>(MostWaitingMessages);
        var pump = PumpAsync(stream, requests.Writer, life.Token);
        try
        {
            await foreach (var request in requests.Reader.ReadAllAsync(life.Token))
            {
                if (!await AnswerAsync(request, session, stream, life.Token))
                {
                    break;
                }
            }
        }
        finally
        {
            await life.CancelAsync();
            await pump;
        }
    }

    /// <summary>Passes messages on. Its end, or an attention, cancels the running request. The reason for its end goes with the channel.</summary>
    private async Task PumpAsync(Stream stream, ChannelWriter<TdsMessage> requests, CancellationToken end)
    {
        using var stall = new StallTimer(options.StallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, stall.Stalled);
        var reader = new MessageReader(stream, options.MaximumMessageLength, stall);
        Exception? reason = null;
        try
        {
            while (await reader.ReadAsync(either.Token) is { } message)
            {
                if (message.Type == PacketType.Attention)
                {
                    _running.NoteAttention();
                }

                if (!requests.TryWrite(message))
                {
                    throw new TdsProtocolException("The client sent requests without waiting for answers; that takes MARS, which is not served.");
                }
            }
        }
        catch (OperationCanceledException) when (stall.Stalled.IsCancellationRequested)
        {
            reason = new TdsProtocolException($"The client stood still inside of a message for {options.StallTimeout}.");
        }
        catch (Exception broken) when (broken is TdsProtocolException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            reason = broken;
        }

        _running.Cancel();
        requests.TryComplete(reason);
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> AnswerAsync(TdsMessage request, IClientSession session, Stream stream, CancellationToken end)
    {
        var tokens = new TokenWriter(_writer, frontend.ServerName);
        if (request.Type == PacketType.Attention || request.IsIgnored)
        {
            await AnswerNothingAsync(request, tokens, stream, end);
            return true;
        }

        var results = new TdsResultWriter(_writer, tokens, stream, end);
        using var running = CancellationTokenSource.CreateLinkedTokenSource(end);
        _running.Begin(running);
        try
        {
            await ResetAsync(request.Status, session, tokens, running.Token);
            await ExecuteAsync(request, session, results, running.Token);
        }
        catch (SqlErrorException refusal)
        {
            await results.RefuseAsync(refusal.Errors, end);
        }
        catch (OperationCanceledException) when (session.Killed.IsCancellationRequested)
        {
            await SayKilledAsync(results, stream);
            return false;
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested && !end.IsCancellationRequested)
        {
            // The acknowledgement of the attention that did this is a message of its own: it is next in the queue.
            results.EndAborted();
        }
        finally
        {
            _running.End();
        }

        await _writer.EndMessageAsync(stream, PacketType.TabularResult, end);
        return !results.IsFatal;
    }

    /// <summary>
    /// Acknowledges an attention, or that the client took its request back: then there is no acknowledgement but an error without a message (MS-TDS 2.2.1.7).
    /// </summary>
    private async Task AnswerNothingAsync(TdsMessage request, TokenWriter tokens, Stream stream, CancellationToken end)
    {
        if (request.Type == PacketType.Attention)
        {
            _running.ForgetAttention();
        }

        tokens.Done(DoneKind.Batch, request.Type == PacketType.Attention ? DoneStatus.Attention : DoneStatus.Error, 0);
        await _writer.EndMessageAsync(stream, PacketType.TabularResult, end);
    }

    /// <summary>KILL: a request that runs ends with 596 before the connection is closed. A client that does not read is not waited for.</summary>
    private async Task SayKilledAsync(TdsResultWriter results, Stream stream)
    {
        if (_writer.IsBroken)
        {
            return;
        }

        using var limit = new CancellationTokenSource(FarewellTimeout, time);
        await results.RefuseAsync([new SqlError(596, 21, 1, "Cannot continue the execution because the session is in the kill state.")], limit.Token);
        await _writer.EndMessageAsync(stream, PacketType.TabularResult, limit.Token);
    }

    private async Task ResetAsync(PacketStatus status, IClientSession session, TokenWriter tokens, CancellationToken cancellationToken)
    {
        var keepsTransaction = status.HasFlag(PacketStatus.ResetConnectionKeepTransaction);
        if (!keepsTransaction && !status.HasFlag(PacketStatus.ResetConnection))
        {
            return;
        }

        _procedures.Reset();
        await session.ResetAsync(keepsTransaction, cancellationToken);
        tokens.ResetDone();
    }

    private async Task ExecuteAsync(TdsMessage request, IClientSession session, TdsResultWriter results, CancellationToken attention)
    {
        switch (request.Type)
        {
            case PacketType.SqlBatch:
                await ExecuteBatchAsync(session, BatchText(request.Payload.Span), results, attention);
                break;
            case PacketType.TransactionManager:
                await ExecuteBatchAsync(session, TransactionRequest.ToSql(request.Payload.Span), results, attention);
                break;
            case PacketType.Rpc:
                await _procedures.ExecuteAsync(RpcRequest.Parse(request.Payload.Span), session, results, attention);
                break;
            case PacketType.BulkLoad:
                throw new SqlErrorException(40510, 16, 1, "Statement 'bulk load' is not supported by this simulator of SQL Server.");
            default:
                throw new TdsProtocolException($"A {request.Type} message has no place after login.");
        }
    }

    private static async Task ExecuteBatchAsync(IClientSession session, string batch, TdsResultWriter results, CancellationToken attention)
    {
        await session.ExecuteAsync(batch, [], results, attention);
        results.EndBatch();
    }

    private static string BatchText(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        AllHeaders.Skip(ref reader);
        return Encoding.Unicode.GetString(reader.Rest());
    }
}
