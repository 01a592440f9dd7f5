using AutogradPS.Errors;
using AutogradPS.Networks.Layers;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Networks;

/// <summary>
/// Layers one after the other, as <c>nn.Sequential</c>: parameters are named <c>0.weight</c>, <c>0.bias</c>, <c>2.weight</c>, ...
/// A wrong input names the layer that refused it.
/// </summary>
public sealed class Network : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor>[] _modules;
    private readonly string[] _layers;

    internal Network(IReadOnlyList<string> layers, IReadOnlyList<nn.Module<Tensor, Tensor>> modules) : base(nameof(Network))
    {
        _layers = [.. layers];
        _modules = [.. modules];
        for (int i = 0; i < _modules.Length; i++) register_module(NameOf(i), _modules[i]);
        StateNames = [.. state_dict().Keys];
    }

    /// <summary>The names of all parameters and buffers; state_dict() leaves out those that have been disposed.</summary>
    internal IReadOnlyList<string> StateNames { get; }

    /// <summary>The list that the network was made of; with it and the weights it can be made again.</summary>
    public IReadOnlyList<string> Layers => _layers;

    /// <summary>The number of trained values.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel());

    /// <summary>The layers in order.</summary>
    /// <param name="input">Any shape that the first layer takes; the first dimension is the batch.</param>
    /// <exception cref="AutogradPSException">InvalidNetworkInput: a layer refused its input.</exception>
    public override Tensor forward(Tensor input)
    {
        TensorCheck.Usable(input, "InputObject");
        Tensor current = input;
        for (int i = 0; i < _modules.Length; i++)
        {
            Tensor next = Apply(i, current);
            // The graph keeps what the backward pass needs; the wrappers in between are not.
            if (!ReferenceEquals(current, input) && !ReferenceEquals(current, next)) current.Dispose();
            current = next;
        }
        return ReferenceEquals(current, input) ? input.alias() : current;
    }

    /// <summary>Goes through the layers with zeros, so that a list that does not fit is found before any data are.</summary>
    /// <param name="inputShape">The shape of one sample, without the batch.</param>
    /// <returns>The shape of one output, without the batch.</returns>
    /// <exception cref="AutogradPSException">InvalidLayer: the first layer that does not fit.</exception>
    internal long[] Trace(IReadOnlyList<long> inputShape)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        bool wasTraining = training;
        eval(); // statistics stay as they are
        try
        {
            Tensor first = parameters().FirstOrDefault() ?? empty(0);
            Tensor current = zeros([1, .. inputShape], first.dtype, first.device);
            for (int i = 0; i < _modules.Length; i++)
            {
                long[] shape = current.shape;
                try
                {
                    current = _modules[i].call(current);
                }
                catch (Exception e) when (IsRefusal(e))
                {
                    throw LayerError.At(Layers[i], i, $"it does not fit an input of shape [N, {string.Join(", ", shape[1..])}]: {Reason(e)}", e);
                }
            }
            return current.shape[1..];
        }
        finally
        {
            train(wasTraining);
        }
    }

    /// <summary>Puts spectral norm on every layer with a weight matrix that has none yet. Parameters and their names stay as they are.</summary>
    /// <param name="seed">Where the singular vectors start from.</param>
    /// <returns>Takes it off again, as long as nothing has been trained.</returns>
    internal Action AddSpectralNorm(long seed)
    {
        nn.Module<Tensor, Tensor>[] plain = [.. _modules];
        string[] names = [.. _layers];
        InitialWeights.Seeded(seed, () =>
        {
            for (int i = 0; i < _modules.Length; i++)
            {
                if (SpectralNorm.Of(_modules[i]) is not { } normalised) continue;
                _modules[i] = normalised;
                _layers[i] = $"{nameof(SpectralNorm)} {_layers[i]}";
            }
            return this;
        });
        RegisterAgain();
        return () =>
        {
            plain.CopyTo(_modules, 0);
            names.CopyTo(_layers, 0);
            RegisterAgain();
        };
    }

    /// <inheritdoc/>
    /// <exception cref="AutogradPSException">NetworkInUse.</exception>
    protected override void Dispose(bool disposing)
    {
        if (disposing) NetworkClaim.RequireFree(this);
        base.Dispose(disposing);
    }

    // All of them, since state_dict has the order of registration.
    private void RegisterAgain()
    {
        for (int i = 0; i < _modules.Length; i++) register_module(NameOf(i), null!);
        for (int i = 0; i < _modules.Length; i++) register_module(NameOf(i), _modules[i]);
    }

    private static string NameOf(int layer) => layer.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Tensor Apply(int index, Tensor input)
    {
        try
        {
            return _modules[index].call(input);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw new AutogradPSException("InvalidNetworkInput", ErrorKind.InvalidArgument,
                $"Layer {index} ('{Layers[index]}') refuses an input of shape {TensorText.Shape(input)}, {DTypes.Name(input.dtype)} on {input.device}: {Reason(e)}", input, e);
        }
    }

    private static bool IsRefusal(Exception e) => TorchError.IsTorch(e) || e is ArgumentException or InvalidOperationException;

    private static string Reason(Exception e) => TorchError.From(e).Message.TrimEnd('.') + ".";
}
