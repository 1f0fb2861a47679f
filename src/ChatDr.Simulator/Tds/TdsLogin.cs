using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.Tds.Messages;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Tds;

/// <summary>The opening of a connection: PRELOGIN, TLS, LOGIN7 and its answer. It owns the TLS of the opened session.</summary>
internal sealed class TdsLogin(TdsServerOptions options, IInstanceFrontend frontend, ILogger logger) : IAsyncDisposable
{
    private const int LongestLogin = 128 * 1024;
    private const int SmallestPacket = 512;
    private SslStream? _tls;

    /// <summary>The opened session with the stream that it goes on with, or null when the login was refused and the client told why.</summary>
    public async Task<(IClientSession Session, Stream Stream)?> OpenAsync(Stream socket, MessageWriter writer, string client,
        CancellationToken cancellationToken)
    {
        if (await ReadAsync(socket, PacketType.PreLogin, cancellationToken) is not { } preLogin)
        {
            return null;
        }

        var request = PreLogin.Parse(preLogin.Payload.Span);
        var answer = request.Answer(options.ForceEncryption);
        answer.Write(writer);
        await writer.EndMessageAsync(socket, PacketType.TabularResult, cancellationToken);
        if (request.Encryption == EncryptionOption.NotSupported && answer.Encryption == EncryptionOption.Required)
        {
            throw new TdsProtocolException("The client does not encrypt, which this instance requires.");
        }

        var loginStream = answer.Encryption == EncryptionOption.NotSupported ? socket : await EncryptAsync(socket, cancellationToken);
        if (await ReadAsync(loginStream, PacketType.Login7, cancellationToken) is not { } message)
        {
            return null;
        }

        var stream = answer.Encryption is EncryptionOption.On or EncryptionOption.Required ? loginStream : socket;
        var login = Login7.Parse(message.Payload.Span);
        var session = await LogInAsync(login, Request(login, client, isEncrypted: stream == _tls), stream, writer, cancellationToken);
        return session is null ? null : (session, stream);
    }

    public ValueTask DisposeAsync() => _tls?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<TdsMessage?> ReadAsync(Stream stream, PacketType expected, CancellationToken cancellationToken) =>
        await new MessageReader(stream, LongestLogin).ReadAsync(cancellationToken) is not { } message ? null
        : message.Type == expected && !message.IsIgnored ? message
        : throw new TdsProtocolException($"A {expected} message was expected; {message.Type} came.");

    private async Task<Stream> EncryptAsync(Stream socket, CancellationToken cancellationToken)
    {
        var framing = new PreLoginFramingStream(socket);
        _tls = new SslStream(framing, leaveInnerStreamOpen: true);

        // TLS 1.3 sends tickets after its handshake, which TDS 7.x has no place for.
        await _tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificateContext = options.Certificate, EnabledSslProtocols = SslProtocols.Tls12 }, cancellationToken);
        framing.IsHandshakeOver = true;
        return _tls;
    }

    private async Task<IClientSession?> LogInAsync(
        Login7 login, LoginRequest request, Stream stream, MessageWriter writer, CancellationToken cancellationToken)
    {
        var tokens = new TokenWriter(writer, frontend.ServerName);
        try
        {
            RequireServed(login);
            var session = await frontend.LoginAsync(request, cancellationToken);
            try
            {
                await AcceptAsync(login, session, stream, writer, tokens, cancellationToken);
                return session;
            }
            catch
            {
                await session.DisposeAsync();
                throw;
            }
        }
        catch (SqlErrorException refusal)
        {
            await RefuseAsync(refusal, stream, writer, tokens, request.ClientAddress, cancellationToken);
            return null;
        }
    }

    private static void RequireServed(Login7 login)
    {
        if (login.TdsVersion < Login7.OldestVersion)
        {
            throw new SqlErrorException(17893, 20, 1, $"TDS version {login.TdsVersion:x8} is not served; use 7.3 or 7.4.");
        }

        if (login.IsIntegratedSecurity || login.IsFederated)
        {
            throw new SqlErrorException(18452, 14, 1, "Login failed. Only SQL Server authentication is simulated; give a user and a password.");
        }
    }

    private static LoginRequest Request(Login7 login, string client, bool isEncrypted) => new()
    {
        UserName = login.UserName,
        Password = login.Password,
        Database = login.Database,
        HostName = login.HostName,
        ApplicationName = login.ApplicationName,
        ClientAddress = client,
        IsEncrypted = isEncrypted,
        IsReadOnlyIntent = login.IsReadOnlyIntent,
    };

    private static async Task AcceptAsync(
        Login7 login, IClientSession session, Stream stream, MessageWriter writer, TokenWriter tokens, CancellationToken cancellationToken)
    {
        var packetSize = login.PacketSize == 0
            ? MessageWriter.DefaultPacketSize
            : Math.Clamp(login.PacketSize, SmallestPacket, MessageWriter.MaximumPacketSize);
        writer.SessionId = session.SessionId;
        tokens.DatabaseChanged("master", session.Database);
        tokens.Message(new SqlError(5701, 10, 2, $"Changed database context to '{session.Database}'."));
        tokens.CollationChanged();
        tokens.LanguageChanged();
        tokens.Message(new SqlError(5703, 10, 1, "Changed language setting to us_english."));
        tokens.LoginAcknowledged(Math.Min(login.TdsVersion, Login7.NewestVersion));
        tokens.PacketSizeChanged(
            MessageWriter.DefaultPacketSize.ToString(CultureInfo.InvariantCulture), packetSize.ToString(CultureInfo.InvariantCulture));
        tokens.Done(DoneKind.Batch, DoneStatus.Final, 0);
        await writer.EndMessageAsync(stream, PacketType.TabularResult, cancellationToken);
        writer.PacketSize = packetSize;
    }

    /// <summary>The log gets the state that says why; the client gets state 1, so that nobody learns which logins exist.</summary>
    private async Task RefuseAsync(
        SqlErrorException refusal, Stream stream, MessageWriter writer, TokenWriter tokens, string client, CancellationToken cancellationToken)
    {
        const int loginFailed = 18456;
        foreach (var error in refusal.Errors)
        {
            logger.LoginRefused(error.Number, error.Severity, error.State, error.Message, client);
            tokens.Message(error.Number == loginFailed ? error with { State = 1 } : error);
        }

        tokens.Done(DoneKind.Batch, DoneStatus.Error, 0);
        await writer.EndMessageAsync(stream, PacketType.TabularResult, cancellationToken);
    }
}
