using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.Protocol;

/// <summary>What the TDS front needs of an instance.</summary>
internal interface IInstanceFrontend
{
    /// <summary>@@SERVERNAME: the sender of errors and messages.</summary>
    string ServerName { get; }

    /// <summary>Checks the login and opens its session.</summary>
    /// <exception cref="SqlErrorException">
    /// Refused: 18456 with the state that goes to the error log (the front sends state 1 to the client), 18470, 4060 followed by 18456, 18488, 17142 …
    /// </exception>
    ValueTask<IClientSession> LoginAsync(LoginRequest request, CancellationToken cancellationToken);
}
