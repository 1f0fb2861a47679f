using System.Globalization;
using System.Net;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Tests.Shared;

namespace ChatDr.Kubernetes.Tests.Fakes;

/// <summary>An API server that knows one Lease, and answers at once.</summary>
internal sealed class LeaseStore : FakeClient
{
    private readonly Lock _gate = new();
    private int _revision;

    /// <summary>The Lease as it is; set it to do what another would.</summary>
    public V1LeaseSpec? Spec
    {
        get
        {
            lock (_gate)
            {
                return field;
            }
        }

        set
        {
            lock (_gate)
            {
                field = value;
                _revision++;
            }
        }
    }

    /// <summary>Whether there is one.</summary>
    public bool Exists { get; set; }

    /// <summary>What is thrown instead of an answer.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How often it was created or replaced. Seen only when the write is done: who changes the Lease then changes it after that write.</summary>
    public int Writes
    {
        get
        {
            lock (_gate)
            {
                return field;
            }
        }

        private set;
    }

    /// <summary>How often it was read.</summary>
    public int Reads { get; private set; }

    public override Task<T?> GetAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class
    {
        lock (_gate)
        {
            Reads++;
            return Failure is null ? Task.FromResult(Exists ? (T)(IKubernetesObject)Lease() : null) : Task.FromException<T?>(Failure);
        }
    }

    public override Task<T> CreateAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken) => Store(entity, !Exists);

    public override Task<T> ReplaceAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken) =>
        Store(entity, Exists && entity.Metadata.ResourceVersion == _revision.ToString(CultureInfo.InvariantCulture));

    private Task<T> Store<T>(T entity, bool fits)
        where T : class, IKubernetesObject
    {
        lock (_gate)
        {
            if (Failure is not null)
            {
                return Task.FromException<T>(Failure);
            }

            if (!fits)
            {
                return Task.FromException<T>(new KubernetesApiException(HttpStatusCode.Conflict, "Conflict", "changed meanwhile"));
            }

            (Spec, Exists, Writes) = (((V1Lease)(IKubernetesObject)entity).Spec, true, Writes + 1);
            return Task.FromResult((T)(IKubernetesObject)Lease());
        }
    }

    private V1Lease Lease() => new()
    {
        Metadata = new() { Namespace = "ns", Name = "l", ResourceVersion = _revision.ToString(CultureInfo.InvariantCulture) },
        Spec = Spec,
    };
}
