using System.Security.Authentication;
using System.Text;
using System.Threading.Channels;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.Tds.Messages;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Tds;

/// <summary>
/// One client. A pump reads messages while a request runs, so that an attention or the client's end cancels it.
/// </summary>
internal sealed class TdsConnection(Stream socket, string client, TdsServerOptions options, IInstanceFrontend frontend, TimeProvider time, ILogger logger)
{
    private readonly MessageWriter _writer = new();
    private readonly RpcDispatcher _procedures = new();
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private int _attentions;

    /// <summary>Serves the client until it leaves, breaks the protocol, is killed or <paramref name="end"/> is cancelled. Never throws.</summary>
    public async Task ServeAsync(CancellationToken end)
    {
        try
        {
            if (await LogInAsync(end) is not ({ } session, { } stream))
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

    private async Task<(IClientSession, Stream)?> LogInAsync(CancellationToken end)
    {
        using var timeout = new CancellationTokenSource(options.LoginTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, timeout.Token);
        try
        {
            return await new TdsLogin(options, frontend, logger).OpenAsync(socket, _writer, client, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            logger.LoginTimedOut(options.LoginTimeout, client);
            return null;
        }
    }

    private async Task ServeSessionAsync(IClientSession session, Stream stream, CancellationTokenSource life)
    {
        var requests = Channel.CreateBounded<TdsMessage>(1);
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
        var reader = new MessageReader(options.MaximumMessageLength);
        Exception? reason = null;
        try
        {
            while (await reader.ReadAsync(stream, end) is { } message)
            {
                if (message.Type == PacketType.Attention)
                {
                    NoteAttention();
                }

                await requests.WriteAsync(message, end);
            }
        }
        catch (Exception broken) when (broken is TdsProtocolException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            reason = broken;
        }

        CancelRunning();
        requests.TryComplete(reason);
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> AnswerAsync(TdsMessage request, IClientSession session, Stream stream, CancellationToken end)
    {
        var tokens = new TokenWriter(_writer, frontend.ServerName);
        if (request.Type == PacketType.Attention)
        {
            ForgetAttention();
            tokens.Done(DoneKind.Batch, DoneStatus.Attention, 0);
            await _writer.EndMessageAsync(stream, PacketType.TabularResult, end);
            return true;
        }

        var results = new TdsResultWriter(_writer, tokens, stream, end);
        using var running = CancellationTokenSource.CreateLinkedTokenSource(end);
        SetRunning(running);
        try
        {
            await ResetAsync(request.Status, session, tokens, running.Token);
            await ExecuteAsync(request, session, results, running.Token);
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested && !end.IsCancellationRequested)
        {
            // The attention, or the connection's end, that cancelled it is the next thing in the queue, and ends the answer.
            return true;
        }
        finally
        {
            SetRunning(null);
        }

        await _writer.EndMessageAsync(stream, PacketType.TabularResult, end);
        return !results.IsFatal;
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

    private void SetRunning(CancellationTokenSource? running)
    {
        lock (_gate)
        {
            _running = running;
            if (_attentions > 0)
            {
                running?.Cancel();
            }
        }
    }

    private void NoteAttention()
    {
        lock (_gate)
        {
            _attentions++;
            _running?.Cancel();
        }
    }

    private void ForgetAttention()
    {
        lock (_gate)
        {
            _attentions--;
        }
    }

    private void CancelRunning()
    {
        lock (_gate)
        {
            _running?.Cancel();
        }
    }
}
