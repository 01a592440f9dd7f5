namespace AutogradPS.Scripting.Aten;

/// <summary>
/// Functions of libtorch's whose forms TorchSharp lacks, or has wrong, in libtorch's own words: the tests look for each in its library. Names are ATen's, so that
/// <c>torch.linalg.eigh</c> is <c>linalg_eigh</c>.
/// </summary>
internal static class AtenFunctions
{
    // Where what TorchSharp's forms give is not what PyTorch's do, or they end the process.
    private const string Instead = """
        addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor
        addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor
        addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor
        addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor
        addr(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor
        aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)
        atleast_1d(Tensor self) -> Tensor
        atleast_1d.Sequence(Tensor[] tensors) -> Tensor[]
        atleast_2d(Tensor self) -> Tensor
        atleast_2d.Sequence(Tensor[] tensors) -> Tensor[]
        atleast_3d(Tensor self) -> Tensor
        atleast_3d.Sequence(Tensor[] tensors) -> Tensor[]
        baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor
        cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)
        cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)
        diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor
        dsplit.array(Tensor(a -> *) self, int[] indices) -> Tensor(a)[]
        dsplit.int(Tensor(a -> *) self, int sections) -> Tensor(a)[]
        erfinv(Tensor self) -> Tensor
        fft_fft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2,-1], str? norm=None) -> Tensor
        fft_hfft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2,-1], str? norm=None) -> Tensor
        fft_hfftn(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None) -> Tensor
        fft_ifft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2,-1], str? norm=None) -> Tensor
        fft_ihfft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2,-1], str? norm=None) -> Tensor
        fft_ihfftn(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None) -> Tensor
        fft_irfft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2,-1], str? norm=None) -> Tensor
        fft_rfft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2,-1], str? norm=None) -> Tensor
        fill_diagonal_(Tensor(a!) self, Scalar fill_value, bool wrap=False) -> Tensor(a!)
        gradient.array(Tensor self, *, int[] dim, int edge_order=1) -> Tensor[]
        gradient.scalararray(Tensor self, *, Scalar spacing, int[] dim, int edge_order=1) -> Tensor[]
        gradient.scalarint(Tensor self, *, Scalar? spacing=None, int? dim=None, int edge_order=1) -> Tensor[]
        gradient.tensorarray(Tensor self, *, Tensor[] spacing, int[] dim, int edge_order=1) -> Tensor[]
        gradient.tensorarrayint(Tensor self, *, Tensor[] spacing, int? dim=None, int edge_order=1) -> Tensor[]
        hsplit.array(Tensor(a -> *) self, int[] indices) -> Tensor(a)[]
        hsplit.int(Tensor(a -> *) self, int sections) -> Tensor(a)[]
        index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor
        index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!)
        index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor
        index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)
        index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor
        lerp.Scalar(Tensor self, Tensor end, Scalar weight) -> Tensor
        lerp.Tensor(Tensor self, Tensor end, Tensor weight) -> Tensor
        linalg_inv_ex(Tensor A, *, bool check_errors=False) -> (Tensor inverse, Tensor info)
        linalg_matmul(Tensor self, Tensor other) -> Tensor
        matmul(Tensor self, Tensor other) -> Tensor
        median(Tensor self) -> Tensor
        median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)
        nanmean(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor
        nanmedian(Tensor self) -> Tensor
        nanmedian.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)
        nanquantile(Tensor self, Tensor q, int? dim=None, bool keepdim=False, *, str interpolation='linear') -> Tensor
        nanquantile.scalar(Tensor self, float q, int? dim=None, bool keepdim=False, *, str interpolation='linear') -> Tensor
        qr(Tensor self, bool some=True) -> (Tensor Q, Tensor R)
        quantile(Tensor self, Tensor q, int? dim=None, bool keepdim=False, *, str interpolation='linear') -> Tensor
        quantile.scalar(Tensor self, float q, int? dim=None, bool keepdim=False, *, str interpolation='linear') -> Tensor
        round(Tensor self) -> Tensor
        round.decimals(Tensor self, *, int decimals) -> Tensor
        rsub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor
        rsub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor
        scatter.reduce(Tensor self, int dim, Tensor index, Tensor src, *, str reduce) -> Tensor
        scatter.src(Tensor self, int dim, Tensor index, Tensor src) -> Tensor
        scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor
        scatter.value_reduce(Tensor self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor
        slogdet(Tensor self) -> (Tensor sign, Tensor logabsdet)
        sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)
        sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)
        special_erfcx(Tensor self) -> Tensor
        special_erfinv(Tensor self) -> Tensor
        std(Tensor self, bool unbiased=True) -> Tensor
        std.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor
        std.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor
        std_mean(Tensor self, bool unbiased=True) -> (Tensor, Tensor)
        std_mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> (Tensor, Tensor)
        std_mean.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> (Tensor, Tensor)
        svd(Tensor self, bool some=True, bool compute_uv=True) -> (Tensor U, Tensor S, Tensor V)
        t_(Tensor(a!) self) -> Tensor(a!)
        take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor
        var(Tensor self, bool unbiased=True) -> Tensor
        var.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor
        var.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor
        var_mean(Tensor self, bool unbiased=True) -> (Tensor, Tensor)
        var_mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> (Tensor, Tensor)
        var_mean.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> (Tensor, Tensor)
        vsplit.array(Tensor(a -> *) self, int[] indices) -> Tensor(a)[]
        vsplit.int(Tensor(a -> *) self, int sections) -> Tensor(a)[]
        zero_(Tensor(a!) self) -> Tensor(a!)
        """;

    // For what TorchSharp's do not take.
    private const string Besides = """
        adaptive_avg_pool1d(Tensor self, int[1] output_size) -> Tensor
        adaptive_avg_pool3d(Tensor self, SymInt[3] output_size) -> Tensor
        amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor
        amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor
        as_strided(Tensor(a) self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -> Tensor(a)
        avg_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=0, bool ceil_mode=False, bool count_include_pad=True) -> Tensor
        binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=Mean) -> Tensor
        bucketize.Scalar(Scalar self, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor
        bucketize.Tensor(Tensor self, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor
        clamp_max(Tensor self, Scalar max) -> Tensor
        clamp_max.Tensor(Tensor self, Tensor max) -> Tensor
        clamp_min(Tensor self, Scalar min) -> Tensor
        clamp_min.Tensor(Tensor self, Tensor min) -> Tensor
        constant_pad_nd(Tensor self, SymInt[] pad, Scalar value=0) -> Tensor
        conv_transpose1d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[1] stride=1, SymInt[1] padding=0, SymInt[1] output_padding=0, SymInt groups=1, SymInt[1] dilation=1) -> Tensor
        fill.Scalar(Tensor self, Scalar value) -> Tensor
        fill.Tensor(Tensor self, Tensor value) -> Tensor
        flip(Tensor self, int[] dims) -> Tensor
        hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor
        index_reduce_(Tensor(a!) self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor(a!)
        isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> Tensor
        kthvalue(Tensor self, SymInt k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)
        linalg_cholesky(Tensor self, *, bool upper=False) -> Tensor
        linalg_cholesky_ex(Tensor self, *, bool upper=False, bool check_errors=False) -> (Tensor L, Tensor info)
        linalg_eigh(Tensor self, str UPLO="L") -> (Tensor eigenvalues, Tensor eigenvectors)
        linalg_eigvalsh(Tensor self, str UPLO="L") -> Tensor
        linalg_lstsq(Tensor self, Tensor b, float? rcond=None, *, str? driver=None) -> (Tensor solution, Tensor residuals, Tensor rank, Tensor singular_values)
        linalg_svd(Tensor A, bool full_matrices=True, *, str? driver=None) -> (Tensor U, Tensor S, Tensor Vh)
        logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor
        masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor
        masked_fill.Tensor(Tensor self, Tensor mask, Tensor value) -> Tensor
        masked_fill_.Scalar(Tensor(a!) self, Tensor mask, Scalar value) -> Tensor(a!)
        masked_fill_.Tensor(Tensor(a!) self, Tensor mask, Tensor value) -> Tensor(a!)
        multilabel_margin_loss(Tensor self, Tensor target, int reduction=Mean) -> Tensor
        nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor
        narrow(Tensor(a) self, int dim, SymInt start, SymInt length) -> Tensor(a)
        narrow.Tensor(Tensor(a) self, int dim, Tensor start, SymInt length) -> Tensor(a)
        new_ones(Tensor self, SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor
        pdist(Tensor self, float p=2) -> Tensor
        put(Tensor self, Tensor index, Tensor source, bool accumulate=False) -> Tensor
        put_(Tensor(a!) self, Tensor index, Tensor source, bool accumulate=False) -> Tensor(a!)
        randint_like(Tensor self, SymInt high, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
        randint_like.Tensor(Tensor self, Tensor high, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
        randint_like.low_dtype(Tensor self, SymInt low, SymInt high, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
        scatter_.reduce(Tensor(a!) self, int dim, Tensor index, Tensor src, *, str reduce) -> Tensor(a!)
        scatter_.src(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)
        scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)
        scatter_.value_reduce(Tensor(a!) self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor(a!)
        scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor
        scatter_reduce_.two(Tensor(a!) self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor(a!)
        searchsorted.Scalar(Tensor sorted_sequence, Scalar self, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None) -> Tensor
        searchsorted.Tensor(Tensor sorted_sequence, Tensor self, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None) -> Tensor
        softshrink(Tensor self, Scalar lambd=0.5) -> Tensor
        special_log_ndtr(Tensor self) -> Tensor
        sub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor
        sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor
        sub_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)
        sub_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)
        sum_to_size(Tensor self, SymInt[] size) -> Tensor
        tensor_split.indices(Tensor(a -> *) self, SymInt[] indices, int dim=0) -> Tensor(a)[]
        tensor_split.sections(Tensor(a -> *) self, SymInt sections, int dim=0) -> Tensor(a)[]
        tensor_split.tensor_indices_or_sections(Tensor(a -> *) self, Tensor tensor_indices_or_sections, int dim=0) -> Tensor(a)[]
        """;

    private static readonly AtenSchema[] Replacing = Parsed(Instead);

    private static readonly ILookup<string, AtenSchema> Schemas = Replacing.Concat(Parsed(Besides)).ToLookup(schema => schema.Name, StringComparer.Ordinal);

    private static readonly HashSet<string> Ours = [.. Replacing.Select(schema => schema.Name)];

    /// <summary>The declarations of a function.</summary>
    public static IReadOnlyList<AtenSchema> Of(string? name) => name is null ? [] : [.. Schemas[name]];

    /// <summary>Whether they take the place of TorchSharp's forms.</summary>
    public static bool IsOurs(string? name) => name is not null && Ours.Contains(name);

    /// <summary>All declarations, as libtorch has them.</summary>
    internal static IEnumerable<string> Declarations => Lines(Instead).Concat(Lines(Besides));

    private static AtenSchema[] Parsed(string text) => Array.ConvertAll(Lines(text), AtenSchema.Parse);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
