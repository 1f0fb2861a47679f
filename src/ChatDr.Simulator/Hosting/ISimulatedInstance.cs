using System.Net;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Hosting;

/// <summary>An instance behind its TDS front. Disposing it is a clean shutdown.</summary>
internal interface ISimulatedInstance : IInstanceFrontend, IAsyncDisposable
{
    /// <summary>Completes when SHUTDOWN asked it to end.</summary>
    Task ShutdownRequested { get; }

    /// <summary>Clients can connect from now on: a line in the error log.</summary>
    void NoteReady(IPEndPoint endpoint);

    /// <summary>SIGKILL: nothing more is written.</summary>
    void Crash();
}
